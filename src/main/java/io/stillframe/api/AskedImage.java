package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends to have an image made, before anything of it is checked.
 *
 * @param location whatever was sent, because a list of them deserves an answer of its own
 */
@Schema(name = "ImageRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record AskedImage(
        @Schema(maxLength = 255, requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,
        @Schema(
                        description =
                                "The block devices, as Nova takes them for a server (block_device_mapping_v2). One has boot_index 0, unless there is a location.")
                @JsonProperty("block_device_mapping")
                @Nullable List<@Nullable Map<String, @Nullable Object>> blockDeviceMapping,
        @Schema(
                        type = "string",
                        maxLength = LocationRules.LONGEST,
                        description =
                                "Where the image's data is, by http or https, on a host that the operator allows.")
                @Nullable Object location,
        @Schema(
                        pattern = ImageRules.FORMAT,
                        description = "Of the data at the location, by default raw.")
                @JsonProperty("disk_format")
                @Nullable String diskFormat,
        @Schema(
                        pattern = ImageRules.FORMAT,
                        description = "Of the data at the location, by default bare.")
                @JsonProperty("container_format")
                @Nullable String containerFormat,
        @Schema(
                        allowableValues = {"auto", "root-location", "zero-size", "empty-upload"},
                        description =
                                "How the image becomes active, by default auto: the first that works. Not together with a location, which makes it active.")
                @Nullable String strategy,
        @Schema(
                        allowableValues = {"private", "shared", "community", "public"},
                        description =
                                "By default private; wider only where the operator allows it.")
                @Nullable String visibility,
        @Schema(minimum = "0", description = "In GiB.") @JsonProperty("min_disk")
                @Nullable Integer minDisk,
        @Schema(minimum = "0", description = "In MiB.") @JsonProperty("min_ram")
                @Nullable Integer minRam,
        @Schema(description = "At most 100.") @Nullable Map<String, @Nullable String> properties) {}
