package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stillframe.snapshot.NewImage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * What version 1 of the Image API cannot hold exactly as it is. It travels in headers: the server
 * folds their names, HTTP takes blanks off their ends, both sides limit their length, and a line
 * break in one would be a header of its own.
 */
final class GlanceV1Objections {

    /** The server counts the line break, and refuses a line of 16,384. */
    private static final int LONGEST_LINE = 16_383;

    /** Of the 65,536 that the server takes, the rest is for the token and what proxies add. */
    private static final int LONGEST_HEADERS = 65_536 - 8_192;

    private static final int MOST_PROPERTIES = 128;
    private static final int LONGEST_NAME = 255;

    /** The visibilities that a flag can tell. */
    private static final Set<String> VISIBILITIES = Set.of("private", "public");

    /** What may stand in a header's name, but for what the server folds: capitals and dashes. */
    private static final Pattern PROPERTY_NAME = Pattern.compile("[a-z0-9_.!#$%&'*+^`|~]+");

    private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cs}]");
    private static final String MAPPING = "block_device_mapping";
    private static final String OR_V2 = ", or use a strategy of Glance v2.";

    private GlanceV1Objections() {}

    /** The first objection, as a sentence that says what to do. */
    static Optional<String> to(NewImage image) {
        var properties = new TreeMap<>(image.properties());
        return Stream.of(
                        ofVisibility(image.visibility()),
                        ofText("The image's id", image.id()),
                        ofName(image.name()),
                        ofFolding(properties),
                        properties.keySet().stream().flatMap(GlanceV1Objections::ofPropertyName),
                        properties.entrySet().stream().flatMap(GlanceV1Objections::ofValue),
                        ofNumber(properties.size()),
                        properties.entrySet().stream().flatMap(GlanceV1Objections::ofLine),
                        ofAll(image))
                .flatMap(objections -> objections)
                .findFirst();
    }

    private static Stream<String> ofVisibility(String visibility) {
        return VISIBILITIES.contains(visibility)
                ? Stream.empty()
                : Stream.of(
                        "Glance v1 has only private and public images, none that are "
                                + shown(visibility)
                                + ": ask for one of these"
                                + OR_V2);
    }

    private static Stream<String> ofName(String name) {
        return name.length() > LONGEST_NAME
                ? Stream.of(
                        "The image's name has %d characters; Glance v1 takes %d at most. Shorten it."
                                .formatted(name.length(), LONGEST_NAME))
                : ofText("The image's name", name);
    }

    private static Stream<String> ofFolding(Map<String, String> properties) {
        var folded = new HashMap<String, String>();
        for (var name : properties.keySet()) {
            var other = folded.putIfAbsent(name.toLowerCase(Locale.ROOT).replace('-', '_'), name);
            if (other != null) {
                return Stream.of(
                        "Glance v1 takes the properties %s and %s for the same one: leave one out%s"
                                .formatted(shown(other), shown(name), OR_V2));
            }
        }
        return Stream.empty();
    }

    private static Stream<String> ofPropertyName(String name) {
        if (name.length() > LONGEST_NAME) {
            return Stream.of(
                    "The name of property %s has %d characters; Glance v1 takes %d at most. Shorten it%s"
                            .formatted(shown(name), name.length(), LONGEST_NAME, OR_V2));
        }
        return PROPERTY_NAME.matcher(name).matches()
                ? Stream.empty()
                : Stream.of(
                        ("Glance v1 cannot keep the name of property \"%s\" as it is: only small"
                                        + " letters, digits, underscores and points stay what they"
                                        + " are. Rename it, leave it out%s")
                                .formatted(shown(name), OR_V2));
    }

    private static Stream<String> ofValue(Map.Entry<String, String> property) {
        return property.getValue().isEmpty()
                ? Stream.of(
                        "Property %s is empty, and Glance v1 would lose it: leave it out%s"
                                .formatted(shown(property.getKey()), OR_V2))
                : ofText("Property " + shown(property.getKey()), property.getValue());
    }

    private static Stream<String> ofText(String what, String text) {
        var unfit =
                text.codePoints()
                        .filter(c ->
                                Character.isISOControl(c)
                                        || Character.isSupplementaryCodePoint(c)
                                        || Character.getType(c) == Character.SURROGATE)
                        .findFirst();
        if (unfit.isPresent()) {
            return Stream.of(
                    "%s has the character U+%04X, which cannot be sent to Glance v1: take it out%s"
                            .formatted(what, unfit.getAsInt(), OR_V2));
        }
        return text.startsWith(" ") || text.endsWith(" ")
                ? Stream.of(
                        "%s begins or ends with a blank, and Glance v1 would lose that: take it off%s"
                                .formatted(what, OR_V2))
                : Stream.empty();
    }

    private static Stream<String> ofNumber(int properties) {
        return properties > MOST_PROPERTIES
                ? Stream.of(
                        "The image has %d properties; Glance v1 takes %d. Leave some out."
                                .formatted(properties, MOST_PROPERTIES))
                : Stream.empty();
    }

    private static Stream<String> ofLine(Map.Entry<String, String> property) {
        var name = property.getKey();
        int room = LONGEST_LINE - line(GlanceV1Headers.ofProperty(name), "");
        int bytes = property.getValue().getBytes(UTF_8).length;
        if (bytes <= room) {
            return Stream.empty();
        }
        var sentence =
                name.equals(MAPPING)
                        ? mappingTooLong(property.getValue(), bytes, room)
                        : "Property %s is %d bytes long; in Glance v1 it has room for %d. Shorten it%s"
                                .formatted(shown(name), bytes, room, OR_V2);
        return Stream.of(sentence);
    }

    private static String mappingTooLong(String mapping, int bytes, int room) {
        int volumes = entries(mapping);
        return ("The mapping of %d volumes is %d bytes long; in Glance v1 it has room for %d, which"
                        + " is about %d volumes. Leave volumes out%s")
                .formatted(volumes, bytes, room, (long) room * volumes / bytes, OR_V2);
    }

    private static int entries(String mapping) {
        try {
            return Math.max(1, Json.WIRE.readTree(mapping).size());
        } catch (JacksonException _) {
            return 1;
        }
    }

    private static Stream<String> ofAll(NewImage image) {
        int all =
                GlanceV1Headers.of(image).entrySet().stream()
                        .mapToInt(header -> line(header.getKey(), header.getValue()))
                        .sum();
        return all > LONGEST_HEADERS
                ? Stream.of(
                        "All properties together are %d bytes long; Glance v1 takes %d. Leave some out%s"
                                .formatted(all, LONGEST_HEADERS, OR_V2))
                : Stream.empty();
    }

    private static int line(String name, String value) {
        return name.length() + ": ".length() + value.getBytes(UTF_8).length + "\r\n".length();
    }

    /** In a sentence that goes to logs and people. */
    private static String shown(String text) {
        var words = UNSHOWN.matcher(text).replaceAll("?");
        return words.length() <= 60 ? words : words.substring(0, 57) + "...";
    }
}
