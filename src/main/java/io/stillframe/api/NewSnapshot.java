package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller sends to have a snapshot taken, before anything of it is checked. */
@Schema(name = "SnapshotRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record NewSnapshot(
        @Schema(
                        format = "uuid",
                        requiredMode = Schema.RequiredMode.REQUIRED,
                        description = "The server; it must boot from a volume.")
                @JsonProperty("server_id")
                @Nullable String serverId,
        @Schema(
                        maxLength = 255,
                        description =
                                "The image's name; by default the server's name and the time.")
                @Nullable String name,
        @Schema(maxLength = 255, description = "Becomes a property of the image.")
                @Nullable String description,
        @Schema(
                        allowableValues = {"auto", "root-location", "zero-size", "empty-upload"},
                        description =
                                "How the image becomes active, by default auto: the first that works.")
                @Nullable String strategy,
        @Schema(
                        description =
                                "Whether the mapping holds the root, by default true. Without it the image's location is its only root (strategy root-location), and a copy boots from volumes only where the boot asks for that.")
                @JsonProperty("root_in_mapping")
                @Nullable Boolean rootInMapping,
        @Schema(format = "uuid", description = "Which volume is the root, if that is not clear.")
                @JsonProperty("root_volume_id")
                @Nullable String rootVolumeId,
        @Schema(description = "Attached volumes to leave out; never the root.")
                @JsonProperty("exclude_volume_ids")
                @Nullable List<@Nullable String> excludeVolumeIds,
        @Schema(
                        allowableValues = {"crash"},
                        description =
                                "How the volumes are made to agree with each other, by default crash: as after a power cut.")
                @Nullable String consistency,
        @Schema(
                        description =
                                "Added to the image's properties, winning over those of the root volume. At most 100.")
                @Nullable Map<String, @Nullable String> properties,
        @Schema(
                        allowableValues = {"private", "shared", "community", "public"},
                        description =
                                "Of the image, by default private; wider only where the operator allows it.")
                @Nullable String visibility) {}
