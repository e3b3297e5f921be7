package io.stillframe;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of settings on a page, between two marks. Which setting is in which table, and where,
 * is for the page to say.
 */
record SettingsPage(String text) {

    static final String NONE = "none";

    private static final Pattern TABLES =
            Pattern.compile("(?s)<!-- settings.*?-->.*<!-- end of settings -->");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`|]+)` \\|([^|\n]*)\\|([^|\n]*)\\|$");

    /**
     * @param byDefault a value in backticks, or {@link #NONE}
     */
    record Row(String name, String byDefault, String meaning) {

        private static Row of(MatchResult found) {
            return new Row(found.group(1), found.group(2).strip(), found.group(3).strip());
        }

        /** Without what a profile makes of it. */
        String value() {
            return byDefault.startsWith("`") ? byDefault.split("`")[1] : "";
        }

        private String line() {
            return "| `%s` | %s | %s |".formatted(name, byDefault, meaning);
        }
    }

    List<Row> rows() {
        return ROW.matcher(tables().group()).results().map(Row::of).toList();
    }

    SettingsPage with(UnaryOperator<Row> change) {
        var tables = tables();
        var changed =
                ROW.matcher(tables.group())
                        .replaceAll(found ->
                                Matcher.quoteReplacement(change.apply(Row.of(found)).line()));
        return new SettingsPage(
                text.substring(0, tables.start()) + changed + text.substring(tables.end()));
    }

    private MatchResult tables() {
        return TABLES.matcher(text).results().findFirst().orElseThrow();
    }
}
