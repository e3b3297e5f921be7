package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * What both versions of the Image API object to, in sentences that say what to do.
 *
 * @param glance which version, as in a sentence
 * @param orElse what else can be done, and the end of the sentence
 */
record GlanceObjections(String glance, String orElse) {

    private static final int MOST_PROPERTIES = 128;
    private static final int LONGEST_NAME = 255;
    private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cs}]");
    private static final String MAPPING = "block_device_mapping";

    Stream<String> ofLongName(String name) {
        return name.length() > LONGEST_NAME
                ? Stream.of(
                        "The image's name has %d characters; %s takes %d at most. Shorten it."
                                .formatted(name.length(), glance, LONGEST_NAME))
                : Stream.empty();
    }

    Stream<String> ofLongPropertyName(String name) {
        return name.length() > LONGEST_NAME
                ? Stream.of(
                        "The name of property %s has %d characters; %s takes %d at most. Shorten it%s"
                                .formatted(
                                        shown(name), name.length(), glance, LONGEST_NAME, orElse))
                : Stream.empty();
    }

    Stream<String> ofNumber(int properties) {
        return properties > MOST_PROPERTIES
                ? Stream.of(
                        "The image has %d properties; %s takes %d. Leave some out."
                                .formatted(properties, glance, MOST_PROPERTIES))
                : Stream.empty();
    }

    /**
     * @param folded what becomes of a name
     * @param concerned only pairs with one of these
     */
    Stream<String> ofFolding(
            Iterable<String> names, UnaryOperator<String> folded, Predicate<String> concerned) {
        Map<String, String> seen = new TreeMap<>();
        for (var name : names) {
            var other = seen.putIfAbsent(folded.apply(name), name);
            if (other != null && (concerned.test(name) || concerned.test(other))) {
                return Stream.of(
                        "%s takes the properties %s and %s for the same one: leave one out%s"
                                .formatted(glance, shown(other), shown(name), orElse));
            }
        }
        return Stream.empty();
    }

    /** Characters that cannot be sent or kept. */
    Stream<String> ofCharacters(String what, String text, IntPredicate unfit) {
        return text.codePoints()
                .filter(unfit)
                .mapToObj(c ->
                        "%s has the character U+%04X, which cannot be sent to %s: take it out%s"
                                .formatted(what, c, glance, orElse))
                .limit(1);
    }

    static boolean isBeyondTheirDatabases(int c) {
        return Character.isSupplementaryCodePoint(c) || Character.getType(c) == Character.SURROGATE;
    }

    Stream<String> ofLength(Map.Entry<String, String> property, int room) {
        int bytes = property.getValue().getBytes(UTF_8).length;
        if (bytes <= room) {
            return Stream.empty();
        }
        return Stream.of(
                property.getKey().equals(MAPPING)
                        ? mappingTooLong(property.getValue(), bytes, room)
                        : "Property %s is %d bytes long; in %s it has room for %d. Shorten it%s"
                                .formatted(shown(property.getKey()), bytes, glance, room, orElse));
    }

    private String mappingTooLong(String mapping, int bytes, int room) {
        int volumes = entries(mapping);
        return ("The mapping of %d volumes is %d bytes long; in %s it has room for %d, which is"
                        + " about %d volumes. Leave volumes out%s")
                .formatted(volumes, bytes, glance, room, (long) room * volumes / bytes, orElse);
    }

    private static int entries(String mapping) {
        try {
            return Math.max(1, Json.WIRE.readTree(mapping).size());
        } catch (JacksonException _) {
            return 1;
        }
    }

    static String named(String property) {
        return "Property " + shown(property);
    }

    /** In a sentence that goes to logs and people. */
    static String shown(String text) {
        var words = UNSHOWN.matcher(text).replaceAll("?");
        return words.length() <= 60 ? words : words.substring(0, 57) + "...";
    }
}
