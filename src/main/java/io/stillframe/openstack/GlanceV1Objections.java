package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.NewImage.ExternalData;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** The visibilities that a flag can tell. */
    private static final Set<String> VISIBILITIES = Set.of("private", "public");

    /** What may stand in a header's name, but for what the server folds: capitals and dashes. */
    private static final Pattern PROPERTY_NAME = Pattern.compile("[a-z0-9_.!#$%&'*+^`|~]+");

    private static final GlanceObjections FOR_A_SNAPSHOT =
            new GlanceObjections("Glance v1", ", or use a strategy of Glance v2.");

    private static final GlanceObjections ANYWAY =
            new GlanceObjections("Glance v1", "; only Glance v2 can keep it.");

    private final GlanceObjections common;

    private GlanceV1Objections(GlanceObjections common) {
        this.common = common;
    }

    /** The first objection, as a sentence that says what to do. */
    static Optional<String> to(NewImage image) {
        var objections = new GlanceV1Objections(image.external() == null ? FOR_A_SNAPSHOT : ANYWAY);
        return Stream.concat(
                        objections.ofAttributes(image),
                        objections.ofProperties(
                                image.properties(),
                                GlanceV1Text.sent(image.properties()),
                                GlanceV1Headers.of(image)))
                .findFirst();
    }

    /** To what would be sent, and to what the image would be then. */
    static Optional<String> to(ImageChange change, GlanceV1Update update) {
        var objections = new GlanceV1Objections(ANYWAY);
        return Stream.of(
                        objections.ofVisibility(change.visibility()),
                        objections.ofName(change.name()),
                        objections.ofProperties(
                                update.then(), update.properties(), GlanceV1Headers.of(update)),
                        objections.ofImage(update))
                .flatMap(each -> each)
                .findFirst();
    }

    /** What is set bit by bit must still fit into one answer. */
    private Stream<String> ofImage(GlanceV1Update update) {
        return update.properties().isEmpty()
                ? Stream.empty()
                : ofAll(GlanceV1Headers.ofProperties(update.then()));
    }

    private Stream<String> ofAttributes(NewImage image) {
        return Stream.of(
                        ofVisibility(image.visibility()),
                        ofText("The image's id", image.id()),
                        ofName(image.name()),
                        ofExternal(image.external()))
                .flatMap(each -> each);
    }

    private Stream<String> ofExternal(@Nullable ExternalData external) {
        return external == null
                ? Stream.empty()
                : Stream.of(
                                ofText("The location", external.url()),
                                ofText("The disk format", external.diskFormat()),
                                ofText("The container format", external.containerFormat()),
                                ofLongLocation(external.url()))
                        .flatMap(each -> each);
    }

    private static Stream<String> ofLongLocation(String url) {
        int length = line("x-image-meta-location", url);
        return length > LONGEST_LINE
                ? Stream.of(
                        "The location is %d bytes too long for Glance v1: shorten it."
                                .formatted(length - LONGEST_LINE))
                : Stream.empty();
    }

    /**
     * @param all that the image will have
     * @param sent those of them that are sent, as they are sent
     */
    private Stream<String> ofProperties(
            Map<String, String> all, Map<String, String> sent, Map<String, String> headers) {
        var properties = new TreeMap<>(sent);
        return Stream.of(
                        common.ofFolding(
                                new TreeMap<>(all).keySet(),
                                name -> name.toLowerCase(Locale.ROOT).replace('-', '_'),
                                sent::containsKey),
                        properties.keySet().stream().flatMap(this::ofPropertyName),
                        properties.entrySet().stream().flatMap(this::ofValue),
                        common.ofNumber(all.size()),
                        properties.entrySet().stream().flatMap(this::ofLine),
                        ofAll(headers))
                .flatMap(each -> each);
    }

    private Stream<String> ofVisibility(@Nullable String visibility) {
        return visibility == null || VISIBILITIES.contains(visibility)
                ? Stream.empty()
                : Stream.of(
                        "Glance v1 has only private and public images, none that are "
                                + GlanceObjections.shown(visibility)
                                + ": ask for one of these"
                                + common.orElse());
    }

    private Stream<String> ofName(@Nullable String name) {
        return name == null
                ? Stream.empty()
                : Stream.concat(common.ofLongName(name), ofText("The image's name", name));
    }

    private Stream<String> ofPropertyName(String name) {
        return PROPERTY_NAME.matcher(name).matches()
                ? common.ofLongPropertyName(name)
                : Stream.of(
                        ("Glance v1 cannot keep the name of property \"%s\" as it is: only small"
                                        + " letters, digits, underscores and points stay what they"
                                        + " are. Rename it, leave it out%s")
                                .formatted(GlanceObjections.shown(name), common.orElse()));
    }

    private Stream<String> ofValue(Map.Entry<String, String> property) {
        return property.getValue().isEmpty()
                ? Stream.of(
                        "Property %s is empty, and Glance v1 would lose it: leave it out%s"
                                .formatted(
                                        GlanceObjections.shown(property.getKey()), common.orElse()))
                : ofText(GlanceObjections.named(property.getKey()), property.getValue());
    }

    private Stream<String> ofText(String what, String text) {
        var unfit =
                common.ofCharacters(
                        what,
                        text,
                        c ->
                                Character.isISOControl(c)
                                        || GlanceObjections.isBeyondTheirDatabases(c));
        return text.startsWith(" ") || text.endsWith(" ")
                ? Stream.concat(
                        unfit,
                        Stream.of(
                                "%s begins or ends with a blank, and Glance v1 would lose that: take it off%s"
                                        .formatted(what, common.orElse())))
                : unfit;
    }

    private Stream<String> ofLine(Map.Entry<String, String> property) {
        return common.ofLength(
                property, LONGEST_LINE - line(GlanceV1Headers.ofProperty(property.getKey()), ""));
    }

    private Stream<String> ofAll(Map<String, String> headers) {
        int all =
                headers.entrySet().stream()
                        .mapToInt(header -> line(header.getKey(), header.getValue()))
                        .sum();
        return all > LONGEST_HEADERS
                ? Stream.of(
                        "All properties together are %d bytes long; Glance v1 takes %d. Leave some out%s"
                                .formatted(all, LONGEST_HEADERS, common.orElse()))
                : Stream.empty();
    }

    private static int line(String name, String value) {
        return name.length() + ": ".length() + value.getBytes(UTF_8).length + "\r\n".length();
    }
}
