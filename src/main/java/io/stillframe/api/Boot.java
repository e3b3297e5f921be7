package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.ServerSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a copy of the server is booted. */
@Schema(name = "Boot")
record Boot(
        @JsonProperty("image_id") String imageId,
        @Schema(description = "The oldest Nova that knows every key of the mapping.")
                @JsonProperty("min_nova_microversion")
                String minNovaMicroversion,
        @Schema(description = "Replace the words in capitals.") String command) {

    private static final String FIRST_MICROVERSION = "2.1";

    static @Nullable Boot of(ServerSnapshot facts) {
        return facts.imageId() == null ? null : of(facts.imageId(), facts);
    }

    private static Boot of(String imageId, ServerSnapshot facts) {
        return new Boot(
                imageId,
                minNovaMicroversion(facts),
                "openstack server create --image %s%s --flavor FLAVOR --network NETWORK NAME"
                        .formatted(imageId, rootVolume(facts)));
    }

    /** Without the root in the mapping, a plain boot would put it on the hypervisor's disk. */
    private static String rootVolume(ServerSnapshot facts) {
        return facts.request().mappingWithoutRoot()
                ? " --boot-from-volume %d".formatted(facts.volumes().getFirst().sizeGib())
                : "";
    }

    private static String minNovaMicroversion(ServerSnapshot facts) {
        var mapping = facts.mapping();
        if (mapping.stream().map(BlockDevice::volumeType).anyMatch(type -> type != null)) {
            return MappingKey.VOLUME_TYPE.since();
        }
        if (mapping.stream().map(BlockDevice::tag).anyMatch(tag -> tag != null)) {
            return MappingKey.TAG.since();
        }
        return FIRST_MICROVERSION;
    }
}
