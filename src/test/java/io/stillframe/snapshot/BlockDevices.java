package io.stillframe.snapshot;

import org.jspecify.annotations.Nullable;

/** Entries of a mapping, with an id where a real one has a UUID. */
final class BlockDevices {

    private BlockDevices() {}

    static BlockDevice root(@Nullable Integer size) {
        return at(0, snapshot("root", size));
    }

    static BlockDevice snapshot(String id, @Nullable Integer size) {
        return entry("snapshot", id, null, null, size, null, null);
    }

    static BlockDevice volume(String id, @Nullable Integer size) {
        return entry("volume", null, id, null, size, null, null);
    }

    static BlockDevice image(String id, int size) {
        return entry("image", null, null, id, size, null, null);
    }

    static BlockDevice blank(@Nullable String tag, @Nullable String type) {
        return entry("blank", null, null, null, 1, type, tag);
    }

    static BlockDevice at(int bootIndex, BlockDevice device) {
        return new BlockDevice(
                device.sourceType(),
                device.destinationType(),
                device.snapshotId(),
                device.volumeId(),
                device.imageId(),
                bootIndex,
                device.volumeSize(),
                null,
                false,
                null,
                null,
                null,
                device.volumeType(),
                device.tag());
    }

    private static BlockDevice entry(
            String source,
            @Nullable String snapshotId,
            @Nullable String volumeId,
            @Nullable String imageId,
            @Nullable Integer size,
            @Nullable String type,
            @Nullable String tag) {
        return new BlockDevice(
                source,
                "volume",
                snapshotId,
                volumeId,
                imageId,
                -1,
                size,
                null,
                false,
                null,
                null,
                null,
                type,
                tag);
    }
}
