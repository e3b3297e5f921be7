package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.MappingText;
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
        @Schema(description = "Empty for an image without one.") String name,
        @Schema(description = "Glance's word, such as active.") String status,
        String visibility,
        @Schema(description = "Whether it is kept from being deleted.") @JsonProperty("protected")
                boolean isProtected,
        @Schema(description = "In bytes; null while it has no data.") @Nullable Long size,
        @Schema(description = "In GiB; 0 for none.") @JsonProperty("min_disk") int minDisk,
        @Schema(description = "In MiB; 0 for none.") @JsonProperty("min_ram") int minRam,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @Schema(description = "The custom ones, as texts.") Map<String, String> properties,
        @Schema(description = "Parsed, the root first; empty for an image without one.")
                @JsonProperty("block_device_mapping")
                List<Map<String, Object>> blockDeviceMapping) {

    private static final MappingText MAPPING_TEXT = new MappingText();

    static ImageAnswer from(Image image) {
        return new ImageAnswer(
                image.id(),
                image.name(),
                image.status().word(),
                image.visibility(),
                image.isProtected(),
                size(image),
                image.minDisk(),
                image.minRam(),
                Snapshot.shown(image.createdAt()),
                Snapshot.shown(image.updatedAt()),
                new TreeMap<>(image.properties()),
                MAPPING_TEXT.entriesOf(image));
    }

    /** Glance v1 calls that 0. */
    private static @Nullable Long size(Image image) {
        return image.status() == Image.Status.QUEUED ? null : image.size();
    }
}
