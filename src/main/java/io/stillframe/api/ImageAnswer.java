package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Image;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An image as callers read it, whatever Glance it is in. */
@Schema(name = "Image")
record ImageAnswer(
        String id,
        String name,
        @Schema(description = "Glance's word, such as active.") String status,
        String visibility,
        @Schema(description = "In bytes; null while it has no data.") @Nullable Long size,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @Schema(description = "The custom ones, as texts.") Map<String, String> properties,
        @Schema(description = "Parsed, the root first; empty for an image without one.")
                @JsonProperty("block_device_mapping")
                List<Map<String, Object>> blockDeviceMapping) {

    static ImageAnswer from(Image image, List<Map<String, Object>> mapping) {
        return new ImageAnswer(
                image.id(),
                image.name(),
                image.status().word(),
                image.visibility(),
                image.size(),
                Snapshot.shown(image.createdAt()),
                Snapshot.shown(image.updatedAt()),
                new TreeMap<>(image.properties()),
                mapping);
    }
}
