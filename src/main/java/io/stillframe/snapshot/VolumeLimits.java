package io.stillframe.snapshot;

import java.util.List;
import java.util.Map;

/**
 * What Cinder still allows the project.
 *
 * @param volumes how many
 * @param snapshotsByType keyed by the volume type's name; a type that is missing has no limit of
 *     its own
 * @param unchecked what could not be found out, as sentences for the caller; empty if all was
 */
public record VolumeLimits(
        Quota volumes,
        Quota snapshots,
        Quota gigabytes,
        Map<String, Quota> volumesByType,
        Map<String, Quota> snapshotsByType,
        Map<String, Quota> gigabytesByType,
        List<String> unchecked) {

    /** A limit of -1 means that there is none. */
    public record Quota(long limit, long inUse, long reserved) {

        public static final Quota UNLIMITED = new Quota(-1, 0, 0);

        /** What is left; {@link Long#MAX_VALUE} without a limit, never negative. */
        public long free() {
            return limit < 0 ? Long.MAX_VALUE : Math.max(0, limit - inUse - reserved);
        }
    }
}
