package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An image as version 1 tells it, in the headers of an answer or in JSON.
 *
 * @param kept the properties in the form in which Glance keeps them, which is what has to be sent
 *     for them to stay
 */
record GlanceV1Image(Image image, Map<String, String> kept) {

    private static final String PROPERTY = "property-";

    GlanceV1Image {
        kept = Map.copyOf(kept);
    }

    static GlanceV1Image ofHeaders(Answer answer) {
        return of(answer, answer.headersAfter(GlanceV1Headers.START));
    }

    static GlanceV1Image ofBody(Answer answer) {
        return of(answer, said(answer.as(JsonNode.class).path("image")));
    }

    static List<GlanceV1Image> ofList(Answer answer) {
        var images = answer.as(JsonNode.class).path("images");
        if (!images.isArray()) {
            throw answer.unexpected("list of images");
        }
        return images.valueStream().map(json -> of(answer, said(json))).toList();
    }

    /** As in headers, which have small letters only, and leave out what is null. */
    private static Map<String, String> said(JsonNode json) {
        var said = new HashMap<String, String>();
        json.properties().forEach(field -> putText(said, field.getKey(), field.getValue()));
        json.path("properties")
                .properties()
                .forEach(property ->
                        putText(said, PROPERTY + property.getKey(), property.getValue()));
        return said;
    }

    private static void putText(Map<String, String> said, String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            said.put(name.toLowerCase(Locale.ROOT), value.asString());
        }
    }

    private static GlanceV1Image of(Answer answer, Map<String, String> said) {
        var id = said.get("id");
        if (id == null) {
            throw answer.unexpected("image");
        }
        var status = Image.Status.of(said.getOrDefault("status", ""));
        var kept = properties(said);
        var meant = new HashMap<String, String>();
        kept.forEach((name, value) -> meant.put(name, GlanceV1Text.read(value)));
        return new GlanceV1Image(
                new Image(
                        id,
                        GlanceV1Text.read(said.getOrDefault("name", "")),
                        said.get("owner"),
                        status,
                        isTrue(said.get("is_public")) ? "public" : "private",
                        isTrue(said.get("protected")),
                        size(answer, status, said.get("size")),
                        number(answer, said, "min_disk"),
                        number(answer, said, "min_ram"),
                        time(answer, said, "created_at"),
                        time(answer, said, "updated_at"),
                        meant),
                kept);
    }

    boolean isDeleted() {
        return image.status() == Image.Status.DELETED;
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
