package io.stillframe.snapshot;

import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a mapping as a caller sends it: whatever JSON can say. What is not as it must be is
 * refused with a sentence that names the entry.
 *
 * @param place such as {@code block_device_mapping[2]}
 */
record MappingEntry(String place, Map<?, ?> values) {

    private static final Pattern UUID_WITH_DASHES =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final int LONGEST_SHOWN = 60;

    static MappingEntry of(int index, @Nullable Object json) {
        var place = place(index);
        if (json instanceof Map<?, ?> values) {
            return new MappingEntry(place, values);
        }
        throw refused(
                place, "this must be an object with keys such as source_type, not " + shown(json));
    }

    static String place(int index) {
        return "%s[%d]".formatted(ImageProperties.MAPPING, index);
    }

    void refuseOtherKeysThan(List<String> known) {
        var unknown = new TreeSet<String>();
        values.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw refused(
                    "there is no key %s; the keys are %s"
                            .formatted(shown(unknown.getFirst()), String.join(", ", known)));
        }
    }

    /** Null is as good as not said. */
    boolean says(String key) {
        return values.get(key) != null;
    }

    /** Null where it is not said. */
    @Nullable String text(String key, int longest) {
        var value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        throw refused(
                "%s must be a text of 1 to %d characters, not %s"
                        .formatted(key, longest, shown(value)));
    }

    @Nullable String oneOf(List<String> words, String key) {
        var value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String word && words.contains(word)) {
            return word;
        }
        throw refused("%s must be %s, not %s".formatted(key, oneOf(words), shown(value)));
    }

    static String oneOf(List<String> words) {
        var last = words.getLast();
        return words.size() == 1
                ? last
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + last;
    }

    /** In small letters; null where it is not said. */
    @Nullable String id(String key) {
        var value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String id && UUID_WITH_DASHES.matcher(id).matches()) {
            return id.toLowerCase(Locale.ROOT);
        }
        throw refused("%s must be a UUID with dashes, not %s".formatted(key, shown(value)));
    }

    /** Null where it is not said. */
    @Nullable Boolean flag(String key) {
        var value = values.get(key);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw refused("%s must be true or false, not %s".formatted(key, shown(value)));
    }

    /** Null where it is not said. A text of digits is no integer, and neither is 1.0. */
    @Nullable Integer integer(String key, int least, String what) {
        var value = values.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Integer number && number >= least) {
            return number;
        }
        throw refused("%s must be %s, not %s".formatted(key, what, shown(value)));
    }

    void refuseToSay(List<String> keys, String why) {
        for (var key : keys) {
            if (says(key)) {
                throw refused("%s cannot be said here: %s".formatted(key, why));
            }
        }
    }

    Trouble refused(String sentence) {
        return refused(place, sentence);
    }

    static Trouble refused(String place, String sentence) {
        return new Trouble(
                ProblemType.INVALID_REQUEST.refusal("%s: %s.".formatted(place, sentence)));
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String text -> "'%s'".formatted(shortened(text));
            case Object other -> shortened(other.toString());
        };
    }

    private static String shortened(String text) {
        var clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= LONGEST_SHOWN ? clean : clean.substring(0, LONGEST_SHOWN) + "…";
    }
}
