package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.NewImage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An image as version 2 writes it: custom properties stand beside the image's own attributes, and
 * the schema tells them apart.
 */
final class GlanceV2Image {

    private GlanceV2Image() {}

    static Map<String, Object> body(NewImage image, GlanceSchema schema) {
        var body = new LinkedHashMap<String, Object>(image.properties());
        var external = image.external();
        body.put("id", image.id());
        body.put("name", image.name());
        body.put("visibility", image.visibility());
        body.put("disk_format", external == null ? schema.diskFormat() : external.diskFormat());
        body.put("container_format", external == null ? "bare" : external.containerFormat());
        body.put("min_disk", image.minDisk());
        body.put("min_ram", image.minRam());
        return body;
    }

    /** Empty for one that is deleted. */
    static Optional<Image> of(Answer answer, GlanceSchema schema) {
        return Optional.of(image(answer, answer.as(JsonNode.class), schema))
                .filter(image -> image.status() != Image.Status.DELETED);
    }

    static Pages.Page<Image> page(Answer answer, GlanceSchema schema) {
        var body = answer.as(JsonNode.class);
        if (!body.path("images").isArray()) {
            throw answer.unexpected("list of images");
        }
        var images =
                body.path("images").valueStream().map(json -> image(answer, json, schema)).toList();
        var next = new Pages.Link("next", text(body, "next"));
        return new Pages.Page<>(images, Pages.Link.nextMarker(List.of(next)));
    }

    private static Image image(Answer answer, JsonNode json, GlanceSchema schema) {
        if (!json.path("id").isString()) {
            throw answer.unexpected("image");
        }
        return new Image(
                json.path("id").stringValue(),
                json.path("name").asString(""),
                text(json, "owner"),
                Image.Status.of(json.path("status").asString("")),
                json.path("visibility").asString(""),
                json.path("protected").asBoolean(false),
                json.path("size").isNumber() ? json.path("size").asLong() : null,
                json.path("min_disk").asInt(0),
                json.path("min_ram").asInt(0),
                time(answer, json, "created_at"),
                time(answer, json, "updated_at"),
                custom(json, schema));
    }

    private static @Nullable String text(JsonNode json, String name) {
        var node = json.path(name);
        return node.isString() ? node.stringValue() : null;
    }

    private static Instant time(Answer answer, JsonNode json, String name) {
        try {
            return Instant.parse(json.path(name).asString(""));
        } catch (DateTimeException _) {
            throw answer.unexpected("image with a time in " + name);
        }
    }

    private static Map<String, String> custom(JsonNode json, GlanceSchema schema) {
        var properties = new HashMap<String, String>();
        json.properties()
                .forEach(entry -> {
                    var value = entry.getValue();
                    if (value.isValueNode()
                            && !value.isNull()
                            && !schema.attributes().contains(entry.getKey())) {
                        properties.put(entry.getKey(), value.asString());
                    }
                });
        return properties;
    }
}
