package io.stillframe.openstack;

import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.NewImage;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What version 2 of the Image API cannot hold exactly as it is: its attributes and the properties
 * stand side by side, its usual database limits lengths and takes similar names for the same, and a
 * patch names properties by paths.
 */
final class GlanceV2Objections {

    /** A TEXT of MySQL. One more, and Glance answers 500. */
    private static final int LONGEST_VALUE = 65_535;

    /** Those of version 1, and of the domain model, which a patch would change instead. */
    private static final Set<String> RESERVED =
            Set.of("location", "deleted", "deleted_at", "image_id", "extra_properties", "base");

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern BLANKS_AT_THE_END = Pattern.compile(" +$");

    private static final GlanceObjections COMMON = new GlanceObjections("Glance v2", ".");

    private GlanceV2Objections() {}

    /** The first objection, as a sentence that says what to do. */
    static Optional<String> to(NewImage image) {
        return Stream.concat(
                        ofName(image.name()),
                        ofProperties(image.properties(), image.properties(), GlanceSchema.UNKNOWN))
                .findFirst();
    }

    /**
     * @param then all properties that the image will have
     */
    static Optional<String> to(
            ImageChange change,
            Map<String, String> now,
            Map<String, String> then,
            GlanceSchema schema) {
        var name = change.name();
        var set = new HashMap<>(then);
        set.entrySet().removeAll(now.entrySet());
        return Stream.of(
                        name == null ? Stream.<String>empty() : ofName(name),
                        ofProperties(then, set, schema),
                        set.keySet().stream().flatMap(GlanceV2Objections::ofPath))
                .flatMap(each -> each)
                .findFirst();
    }

    private static Stream<String> ofName(String name) {
        return Stream.concat(COMMON.ofLongName(name), ofCharacters("The image's name", name));
    }

    private static Stream<String> ofProperties(
            Map<String, String> all, Map<String, String> set, GlanceSchema schema) {
        var properties = new TreeMap<>(set);
        return Stream.of(
                        properties.keySet().stream().flatMap(name -> ofPropertyName(name, schema)),
                        COMMON.ofFolding(
                                new TreeMap<>(all).keySet(),
                                GlanceV2Objections::folded,
                                set::containsKey),
                        properties.entrySet().stream()
                                .flatMap(each ->
                                        ofCharacters(
                                                GlanceObjections.named(each.getKey()),
                                                each.getValue())),
                        properties.entrySet().stream()
                                .flatMap(each -> COMMON.ofLength(each, LONGEST_VALUE)),
                        COMMON.ofNumber(all.size()))
                .flatMap(each -> each);
    }

    private static Stream<String> ofPropertyName(String name, GlanceSchema schema) {
        if (schema.attributes().contains(name)
                || RESERVED.contains(name)
                || name.startsWith("os_glance")) {
            return Stream.of(
                    "%s is a word of Glance's own, not a property: rename it, or leave it out."
                            .formatted(GlanceObjections.shown(name)));
        }
        return Stream.concat(
                COMMON.ofLongPropertyName(name),
                ofCharacters("The name of property " + GlanceObjections.shown(name), name));
    }

    /** As the usual database compares. */
    private static String folded(String name) {
        var plain = ACCENTS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD));
        return BLANKS_AT_THE_END
                .matcher(plain.replaceAll("").toLowerCase(Locale.ROOT))
                .replaceAll("");
    }

    private static Stream<String> ofPath(String name) {
        return !name.isEmpty()
                        && (isBlank(name.codePointAt(0))
                                || isBlank(name.codePointBefore(name.length())))
                ? Stream.of(
                        "The name of property \"%s\" begins or ends with a blank, and Glance v2 would set another: take it off, or leave it out."
                                .formatted(GlanceObjections.shown(name)))
                : Stream.empty();
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static Stream<String> ofCharacters(String what, String text) {
        return COMMON.ofCharacters(what, text, GlanceObjections::isBeyondTheirDatabases);
    }
}
