package io.stillframe.snapshot;

import java.util.Collection;

/**
 * Volume snapshots of a run that are in no mapping: an answer was lost, the call was made again,
 * and both took effect.
 */
final class Surplus {

    private Surplus() {}

    /**
     * Asks for the deletion of those that may be deleted; true if there were any, so that a further
     * look is due.
     */
    static boolean removed(Volumes volumes, Collection<VolumeSnapshot> surplus) {
        surplus.stream()
                .filter(VolumeSnapshot::mayBeDeleted)
                .map(VolumeSnapshot::id)
                .forEach(volumes::deleteSnapshot);
        return !surplus.isEmpty();
    }
}
