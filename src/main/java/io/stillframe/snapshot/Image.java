package io.stillframe.snapshot;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /**
     * Every Glance's own, whether its schema shows them or not; as a custom property they are
     * refused, or mean something else.
     */
    public static final Set<String> ATTRIBUTES =
            Set.of(
                    "id",
                    "name",
                    "status",
                    "visibility",
                    "protected",
                    "tags",
                    "created_at",
                    "updated_at",
                    "self",
                    "file",
                    "schema",
                    "direct_url",
                    "locations",
                    "owner",
                    "os_hidden",
                    "os_hash_algo",
                    "os_hash_value",
                    "virtual_size",
                    "checksum",
                    "size",
                    "min_disk",
                    "min_ram",
                    "disk_format",
                    "container_format",
                    "stores");

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
