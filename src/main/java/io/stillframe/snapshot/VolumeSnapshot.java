package io.stillframe.snapshot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Cinder snapshot.
 *
 * @param projectId {@code os-extended-snapshot-attributes:project_id}; null where the policy hides
 *     it
 * @param mark the id of the run that made it, as its own metadata says; null where it says nothing
 */
public record VolumeSnapshot(
        String id,
        @Nullable String projectId,
        String volumeId,
        int sizeGib,
        Status status,
        @Nullable String mark) {

    /** Cinder's statuses; any other word is {@code UNKNOWN}, and is waited for. */
    public enum Status {
        CREATING,
        AVAILABLE,
        BACKING_UP,
        UPDATING,
        DELETING,
        DELETED,
        ERROR,
        ERROR_DELETING,
        UNMANAGING,
        RESTORING,
        UNKNOWN;

        public static Status of(String word) {
            var wanted = word.toUpperCase(Locale.ROOT).replace('-', '_');
            for (var status : values()) {
                if (status.name().equals(wanted)) {
                    return status;
                }
            }
            return UNKNOWN;
        }

        /** The data is there: it is being copied away at worst. */
        public boolean present() {
            return this == AVAILABLE || this == BACKING_UP;
        }

        /** It will not become available any more. */
        public boolean lost() {
            return switch (this) {
                case ERROR, DELETING, DELETED, ERROR_DELETING, UNMANAGING -> true;
                case CREATING, AVAILABLE, BACKING_UP, UPDATING, RESTORING, UNKNOWN -> false;
            };
        }

        /** Cinder's own spelling. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace("_", this == BACKING_UP ? "-" : "_");
        }
    }

    /** Cinder answers 400 to a DELETE in any other status. */
    public boolean mayBeDeleted() {
        return status == Status.AVAILABLE || status == Status.ERROR;
    }
}
