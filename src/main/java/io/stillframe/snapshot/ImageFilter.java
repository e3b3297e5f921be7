package io.stillframe.snapshot;

import io.stillframe.snapshot.Image.Status;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which images are wanted: those that fit everything that is said. Glance's versions filter in
 * different ways, so every image is held against {@link #wants} whatever was asked of Glance.
 *
 * @param viewer the id of the project that looks: it sees its own images and the public ones
 * @param name exactly this; null for any
 * @param visibility Glance's word; null for any
 * @param changedSince at this time or later; null for any
 * @param properties exactly these values of custom properties
 */
public record ImageFilter(
        String viewer,
        @Nullable String name,
        @Nullable Status status,
        @Nullable String visibility,
        @Nullable Instant changedSince,
        Map<String, String> properties) {

    public ImageFilter {
        properties = Map.copyOf(properties);
    }

    public boolean wants(Image image) {
        return image.mayBeSeenBy(viewer)
                && (name == null || name.equals(image.name()))
                && (status == null || status == image.status())
                && (visibility == null || visibility.equals(image.visibility()))
                && (changedSince == null || !image.updatedAt().isBefore(changedSince))
                && image.properties().entrySet().containsAll(properties.entrySet());
    }
}
