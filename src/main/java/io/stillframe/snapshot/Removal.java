package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking Cinder to delete volume snapshots. One that is refused does not keep the
 * others from being asked to go.
 *
 * @param underWay some are going, or may yet be made to go: another look is due
 * @param refused why the first of those that do not go does not; null if there are none
 * @param sentences why some do not go, or not yet
 */
record Removal(boolean underWay, @Nullable Problem refused, List<String> sentences) {

    static Removal of(Volumes volumes, Collection<VolumeSnapshot> unwanted) {
        boolean underWay = false;
        Problem refused = null;
        var sentences = new ArrayList<String>();
        for (var snapshot : unwanted) {
            var problem = problemWith(volumes, snapshot);
            if (problem == null || problem.mayPass()) {
                underWay = true;
            } else if (refused == null) {
                refused = problem;
            }
            if (problem != null) {
                sentences.add(problem.detail());
            }
        }
        return new Removal(underWay, refused, sentences);
    }

    private static @Nullable Problem problemWith(Volumes volumes, VolumeSnapshot snapshot) {
        if (snapshot.status() == Status.ERROR_DELETING) {
            return cannotBeDeleted(volumes, snapshot);
        }
        if (!snapshot.mayBeDeleted()) {
            return null; // it is still being made, or going already
        }
        try {
            volumes.deleteSnapshot(snapshot.id());
            return null;
        } catch (Trouble trouble) {
            return trouble.problem();
        }
    }

    private static Problem cannotBeDeleted(Volumes volumes, VolumeSnapshot snapshot) {
        var words = volumes.reasonOf(snapshot.id()).map(" Cinder says: %s"::formatted).orElse("");
        return ProblemType.VOLUME_SNAPSHOT_LEFT.refusal(
                "Cinder could not delete volume snapshot %s (error_deleting). An administrator must reset its status (openstack volume snapshot set --state error), then delete again.%s"
                        .formatted(snapshot.id(), words));
    }
}
