package io.stillframe.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an image's {@code block_device_mapping} (BDM v2), with all keys that an image can
 * carry; keys without a value are left out. Nova refuses to boot an image with a key that it does
 * not know.
 *
 * @param sourceType {@code snapshot}, {@code volume}, {@code image} or {@code blank}
 * @param destinationType {@code volume}, or {@code local} for a disk of the hypervisor
 * @param snapshotId as the other ids, only for a source of that kind; null for it in a dry run
 * @param bootIndex an integer: Cinder compares it with 0, and {@code "0"} is not that; -1 for what
 *     is not booted from
 * @param volumeSize in GiB, of a swap disk in MiB; null for that of the source, or of the flavor
 * @param deleteOnTermination null says the same as false
 */
public record BlockDevice(
        @JsonProperty("source_type") String sourceType,
        @JsonProperty("destination_type") String destinationType,
        @JsonProperty("snapshot_id") @JsonInclude(Include.NON_NULL) @Nullable String snapshotId,
        @JsonProperty("volume_id") @JsonInclude(Include.NON_NULL) @Nullable String volumeId,
        @JsonProperty("image_id") @JsonInclude(Include.NON_NULL) @Nullable String imageId,
        @JsonProperty("boot_index") int bootIndex,
        @JsonProperty("volume_size") @JsonInclude(Include.NON_NULL) @Nullable Integer volumeSize,
        @JsonProperty("device_name") @JsonInclude(Include.NON_NULL) @Nullable String deviceName,
        @JsonProperty("delete_on_termination") @JsonInclude(Include.NON_NULL)
                @Nullable Boolean deleteOnTermination,
        @JsonProperty("guest_format") @JsonInclude(Include.NON_NULL) @Nullable String guestFormat,
        @JsonProperty("device_type") @JsonInclude(Include.NON_NULL) @Nullable String deviceType,
        @JsonProperty("disk_bus") @JsonInclude(Include.NON_NULL) @Nullable String diskBus,
        @JsonProperty("volume_type") @JsonInclude(Include.NON_NULL) @Nullable String volumeType,
        @JsonProperty("tag") @JsonInclude(Include.NON_NULL) @Nullable String tag) {

    static final String SNAPSHOT = "snapshot";
    static final String VOLUME = "volume";
    static final String IMAGE = "image";
    static final String BLANK = "blank";
    static final String LOCAL = "local";

    static final int NOT_BOOTED = -1;

    static BlockDevice of(SnapshotVolume volume, Set<MappingKey> understood) {
        return new BlockDevice(
                SNAPSHOT,
                VOLUME,
                volume.snapshotId(),
                null,
                null,
                volume.bootIndex(),
                volume.sizeGib(),
                volume.device(),
                volume.deleteOnTermination(),
                null,
                null,
                null,
                understood.contains(MappingKey.VOLUME_TYPE) ? volume.volumeType() : null,
                understood.contains(MappingKey.TAG) ? volume.tag() : null);
    }

    boolean isFrom(String source) {
        return sourceType.equals(source);
    }

    boolean isRoot() {
        return bootIndex == 0;
    }

    /** The disk is the hypervisor's, and no volume. */
    boolean isLocal() {
        return destinationType.equals(LOCAL);
    }

    boolean isSwap() {
        return isLocal() && "swap".equals(guestFormat);
    }

    BlockDevice madeFrom(String snapshotId) {
        return new BlockDevice(
                sourceType,
                destinationType,
                snapshotId,
                volumeId,
                imageId,
                bootIndex,
                volumeSize,
                deviceName,
                deleteOnTermination,
                guestFormat,
                deviceType,
                diskBus,
                volumeType,
                tag);
    }

    /**
     * Without what Nova finds out or makes up by itself: the size of a volume, the name of a
     * device, and what is false.
     */
    BlockDevice withoutTheObvious() {
        return reduced(isFrom(VOLUME) ? null : volumeSize, volumeType);
    }

    /** Without what a volume snapshot tells, either: its size, and the type of its volume. */
    BlockDevice asItsSource() {
        return isFrom(SNAPSHOT) ? reduced(null, null) : withoutTheObvious();
    }

    private BlockDevice reduced(@Nullable Integer size, @Nullable String type) {
        return new BlockDevice(
                sourceType,
                destinationType,
                snapshotId,
                volumeId,
                imageId,
                bootIndex,
                size,
                null,
                Boolean.TRUE.equals(deleteOnTermination) ? true : null,
                guestFormat,
                deviceType,
                diskBus,
                type,
                tag);
    }
}
