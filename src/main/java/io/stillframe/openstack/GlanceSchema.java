package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What this Glance says about its images: attributes of its own, all others being custom
 * properties, and the disk formats that it takes.
 */
record GlanceSchema(Set<String> attributes, List<String> diskFormats) {

    static final GlanceSchema UNKNOWN = new GlanceSchema(Image.ATTRIBUTES, List.of());

    record Body(Map<String, JsonNode> properties) {
        Body {
            Objects.requireNonNull(properties, "properties");
        }
    }

    static GlanceSchema of(Answer answer) {
        var properties = answer.as(Body.class).properties();
        var attributes = new HashSet<>(Image.ATTRIBUTES);
        var tells = properties.values().stream().anyMatch(property -> property.has("is_base"));
        // Well-known custom properties, such as os_distro, are in the schema with is_base false.
        properties.forEach((name, property) -> {
            if (tells && property.path("is_base").asBoolean(true)) {
                attributes.add(name);
            }
        });
        var format = properties.get("disk_format");
        return new GlanceSchema(
                Set.copyOf(attributes), format == null ? List.of() : words(format.path("enum")));
    }

    private static List<String> words(JsonNode array) {
        return array.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }

    /** {@code raw}, because newer Glances look into an upload that claims to be anything else. */
    String diskFormat() {
        return diskFormats.isEmpty() || diskFormats.contains("raw")
                ? "raw"
                : diskFormats.getFirst();
    }
}
