package io.stillframe.snapshot;

import io.stillframe.snapshot.Image.Status;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** What Glance's lists take besides attributes, in one version or the other. */
    private static final Set<String> OF_LISTS =
            Set.of(
                    "limit",
                    "marker",
                    "sort",
                    "sort_key",
                    "sort_dir",
                    "member_status",
                    "tag",
                    "size_min",
                    "size_max",
                    "changes-since",
                    "is_public",
                    "deleted");

    public ImageFilter {
        properties = Map.copyOf(properties);
    }

    /** Whether the name can be that of a custom property, to Glance's lists, too. */
    public static boolean isProperty(String name) {
        return !ImageProperties.isAttribute(name)
                && !OF_LISTS.contains(name.toLowerCase(Locale.ROOT));
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
