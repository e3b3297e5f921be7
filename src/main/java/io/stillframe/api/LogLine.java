package io.stillframe.api;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One line of {@code key="value"}, whatever the values hold: names are chosen by people who may
 * want to write lines of their own, or to a terminal.
 */
final class LogLine {

    private static final int LONGEST_VALUE = 256;

    /** Control, format and private characters, broken surrogates, and what ends a line. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final StringBuilder line;

    LogLine(String what) {
        this.line = new StringBuilder(what);
    }

    /** Left out where there is no value. */
    LogLine with(String key, Optional<String> value) {
        value.ifPresent(
                text -> line.append(' ').append(key).append("=\"").append(plain(text)).append('"'));
        return this;
    }

    private static String plain(String text) {
        var shown = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
        var quoted = shown.replace("\\", "\\\\").replace("\"", "\\\"");
        return UNSEEN.matcher(quoted).replaceAll(LogLine::escaped);
    }

    private static String escaped(MatchResult unseen) {
        return "\\\\u{%x}".formatted(unseen.group().codePointAt(0));
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
