package io.stillframe.sandbox.world;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A volume as somebody wants it: blank, or a copy of a volume snapshot, of an image or of another
 * volume.
 */
public record VolumeWish(
        @Nullable String name,
        @Nullable String description,
        @Nullable Integer sizeGib,
        @Nullable String typeName,
        Map<String, String> metadata,
        @Nullable VolumeSnapshot origin,
        @Nullable Image image,
        @Nullable Volume source) {

    public static VolumeWish blank(String name, int sizeGib) {
        return new VolumeWish(name, null, sizeGib, null, Map.of(), null, null, null);
    }

    public static VolumeWish copyOf(VolumeSnapshot origin, String name) {
        return new VolumeWish(name, null, null, null, Map.of(), origin, null, null);
    }

    public static VolumeWish cloneOf(Volume source, String name) {
        return new VolumeWish(name, null, null, null, Map.of(), null, null, source);
    }
}
