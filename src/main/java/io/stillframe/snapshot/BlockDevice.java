package io.stillframe.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an image's {@code block_device_mapping} (BDM v2), with the keys that Nova's own
 * entries give a value to; keys without a value are left out. Nova refuses to boot an image with a
 * key that it does not know.
 *
 * @param bootIndex an integer: Cinder compares it with 0, and {@code "0"} is not that
 * @param snapshotId null only in a dry run
 */
public record BlockDevice(
        @JsonProperty("source_type") String sourceType,
        @JsonProperty("destination_type") String destinationType,
        @JsonProperty("snapshot_id") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String snapshotId,
        @JsonProperty("boot_index") int bootIndex,
        @JsonProperty("volume_size") int volumeSize,
        @JsonProperty("device_name") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String deviceName,
        @JsonProperty("delete_on_termination") boolean deleteOnTermination,
        @JsonProperty("volume_type") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String volumeType,
        @JsonProperty("tag") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String tag) {

    BlockDevice madeFrom(String snapshotId) {
        return new BlockDevice(
                sourceType,
                destinationType,
                snapshotId,
                bootIndex,
                volumeSize,
                deviceName,
                deleteOnTermination,
                volumeType,
                tag);
    }

    static BlockDevice of(SnapshotVolume volume, Set<MappingKey> understood) {
        return new BlockDevice(
                "snapshot",
                "volume",
                volume.snapshotId(),
                volume.bootIndex(),
                volume.sizeGib(),
                volume.device(),
                volume.deleteOnTermination(),
                understood.contains(MappingKey.VOLUME_TYPE) ? volume.volumeType() : null,
                understood.contains(MappingKey.TAG) ? volume.tag() : null);
    }
}
