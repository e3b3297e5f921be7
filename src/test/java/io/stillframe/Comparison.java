package io.stillframe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Writes down what Nova has made and what Stillframe has made, key by key, as a page that is the
 * same each time: ids and times are words.
 */
final class Comparison {

    private static final String LEFT_OUT = "left out";
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?");
    private static final Map<String, String> OF_WHO_ASKS =
            Map.of(
                    "owner_user_name", "USER",
                    "owner_project_name", "PROJECT",
                    "boot_roles", "ROLES",
                    "user_id", "USER");

    private final StringBuilder page = new StringBuilder();
    private final Map<String, String> reasons;
    private final Set<String> unexplained = new TreeSet<>();
    private final Set<String> unused;

    /**
     * @param reasons why a key is not the same, by table and key, such as {@code image:disk_format}
     */
    Comparison(String beginning, Map<String, String> reasons) {
        this.reasons = reasons;
        this.unused = new TreeSet<>(reasons.keySet());
        page.append(beginning);
    }

    /** What one of the two has made: as it is read, and the words for what differs each time. */
    record Made(JsonNode json, Map<String, String> words) {

        Made at(JsonNode part) {
            return new Made(part, words);
        }

        /** Of one key, in words; null as it is written, {@code left out} without the key. */
        private String value(String key) {
            var value = json.path(key);
            if (value.isMissingNode()) {
                return LEFT_OUT;
            }
            var text = value.isString() ? value.asString() : value.toString();
            text = OF_WHO_ASKS.getOrDefault(key, text);
            for (var word : words.entrySet()) {
                text = text.replace(word.getKey(), word.getValue());
            }
            text = TIME.matcher(text).replaceAll("TIME").replaceAll("[0-9a-f]{128}", "SHA512");
            return text.isEmpty() ? "(empty)" : "`" + text + "`";
        }
    }

    void title(String title) {
        page.append("\n## ").append(title).append('\n');
    }

    /**
     * @param table what the keys are of: the first part of the names of the reasons
     * @param skipped keys that are shown elsewhere
     */
    void table(String title, String table, Made nova, Made ours, String... skipped) {
        page.append("\n")
                .append(title)
                .append("\n\n| | Nova | Stillframe | |\n|---|---|---|---|\n");
        var keys = new TreeMap<String, Boolean>();
        nova.json().propertyNames().forEach(key -> keys.put(key, true));
        ours.json().propertyNames().forEach(key -> keys.put(key, true));
        List.of(skipped).forEach(keys::remove);
        var nullOrNothing = new ArrayList<String>();
        for (var key : keys.keySet()) {
            if (nova.json().path(key).isNull() && ours.json().path(key).isMissingNode()) {
                nullOrNothing.add("`" + key + "`");
            } else {
                row(table, "`" + key + "`", key, nova.value(key), ours.value(key));
            }
        }
        if (!nullOrNothing.isEmpty()) {
            row(table, String.join(", ", nullOrNothing), "null", "`null`", LEFT_OUT);
        }
    }

    private void row(String table, String shown, String key, String nova, String ours) {
        page.append(
                "| %s | %s | %s | %s |\n"
                        .formatted(shown, nova, ours, why(table + ":" + key, nova, ours)));
    }

    private String why(String name, String nova, String ours) {
        if (nova.equals(ours)) {
            return "same";
        }
        unused.remove(name);
        var reason = reasons.get(name);
        if (reason == null) {
            unexplained.add("%s: Nova %s, Stillframe %s".formatted(name, nova, ours));
            return "?";
        }
        return reason;
    }

    /** Differences without a reason, and reasons without a difference. */
    Set<String> open() {
        var open = new LinkedHashSet<>(unexplained);
        unused.forEach(name -> open.add(name + ": there is a reason, but no difference"));
        return open;
    }

    String page() {
        return page.toString();
    }
}
