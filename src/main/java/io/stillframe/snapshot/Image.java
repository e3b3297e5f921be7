package io.stillframe.snapshot;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Glance image.
 *
 * @param size in bytes, null while it has no data
 * @param minDisk in GiB, 0 for none
 * @param minRam in MiB, 0 for none
 * @param properties the custom ones only, as text; a null value in Glance is left out
 */
public record Image(
        String id,
        String name,
        @Nullable String projectId,
        Status status,
        String visibility,
        boolean isProtected,
        @Nullable Long size,
        int minDisk,
        int minRam,
        Instant createdAt,
        Instant updatedAt,
        Map<String, String> properties) {

    public Image {
        properties = Map.copyOf(properties);
    }

    /**
     * What our credentials can see is more than the project may, where they are an administrator's.
     */
    public boolean mayBeSeenBy(String project) {
        return isOf(project) || visibility.equals("public");
    }

    public boolean isOf(String project) {
        return project.equals(projectId);
    }

    /**
     * The statuses of both Glance versions; any other word is {@code UNKNOWN}, and is waited for.
     */
    public enum Status {
        QUEUED,
        SAVING,
        IMPORTING,
        UPLOADING,
        ACTIVE,
        DEACTIVATED,
        KILLED,
        DELETED,
        PENDING_DELETE,
        UNKNOWN;

        public static Status of(String word) {
            var wanted = word.toUpperCase(Locale.ROOT);
            for (var status : values()) {
                if (status.name().equals(wanted)) {
                    return status;
                }
            }
            return UNKNOWN;
        }

        /** Glance's own spelling. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
