package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.NewImage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image as version 1 of the Image API writes it: one header for each attribute and property. */
final class GlanceV1Headers {

    private static final String START = "x-image-meta-";
    private static final String PROPERTY = "property-";

    private GlanceV1Headers() {}

    /** Without formats, as Nova did it: the image is nothing but its properties. */
    static Map<String, String> of(NewImage image) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(START + "id", image.id());
        // An empty one would become null, which is what it is without the header.
        if (!image.name().isEmpty()) {
            headers.put(START + "name", image.name());
        }
        headers.put(START + "is-public", image.visibility().equals("public") ? "True" : "False");
        headers.put(START + "size", "0");
        headers.put(START + "min-disk", String.valueOf(image.minDisk()));
        headers.put(START + "min-ram", String.valueOf(image.minRam()));
        image.properties().forEach((name, value) -> headers.put(ofProperty(name), value));
        return headers;
    }

    /** Glance takes dash and underscore for the same; proxies often drop a name with the latter. */
    static String ofProperty(String name) {
        return START + PROPERTY + name.replace('_', '-');
    }

    static Optional<Image> image(Answer answer) {
        var said = answer.headersAfter(START);
        var id = said.get("id");
        if (id == null) {
            throw answer.unexpected("image");
        }
        var status = Image.Status.of(said.getOrDefault("status", ""));
        return status == Image.Status.DELETED
                ? Optional.empty()
                : Optional.of(
                        new Image(
                                id,
                                said.getOrDefault("name", ""),
                                said.get("owner"),
                                status,
                                isTrue(said.get("is_public")) ? "public" : "private",
                                isTrue(said.get("protected")),
                                size(answer, status, said.get("size")),
                                number(answer, said, "min_disk"),
                                number(answer, said, "min_ram"),
                                time(answer, said, "created_at"),
                                time(answer, said, "updated_at"),
                                properties(said)));
    }

    private static boolean isTrue(@Nullable String text) {
        return "true".equalsIgnoreCase(text);
    }

    /** A queued image has no data, although v1 says 0 or what somebody promised. */
    private static @Nullable Long size(Answer answer, Image.Status status, @Nullable String text) {
        if (text == null || status == Image.Status.QUEUED) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            throw answer.unexpected("image with a number in size");
        }
    }

    private static int number(Answer answer, Map<String, String> said, String name) {
        try {
            return Integer.parseInt(said.getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            throw answer.unexpected("image with a number in " + name);
        }
    }

    /** In UTC, but without saying so. */
    private static Instant time(Answer answer, Map<String, String> said, String name) {
        var text = said.getOrDefault(name, "");
        try {
            return Instant.parse(text.endsWith("Z") ? text : text + "Z");
        } catch (DateTimeException _) {
            throw answer.unexpected("image with a time in " + name);
        }
    }

    private static Map<String, String> properties(Map<String, String> said) {
        var properties = new HashMap<String, String>();
        said.forEach((name, value) -> {
            if (name.startsWith(PROPERTY)) {
                properties.put(name.substring(PROPERTY.length()), value);
            }
        });
        return properties;
    }
}
