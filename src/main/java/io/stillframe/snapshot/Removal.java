package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking Cinder to delete volume snapshots or volumes. One that is refused does not
 * keep the others from being asked to go.
 *
 * @param underWay some are going, or may yet be made to go: another look is due
 * @param refused why the first of those that do not go does not; null if there are none
 * @param sentences why some do not go, or not yet
 */
record Removal(boolean underWay, @Nullable Problem refused, List<String> sentences) {

    /** Somebody has to act first: that takes its time, and each look costs some calls. */
    static final Duration WHILE_BLOCKED = Duration.ofSeconds(10);

    /** There was nothing to remove. */
    static final Removal NOTHING = new Removal(false, null, List.of());

    /** Something in Cinder that is to go. */
    private record Unwanted(
            String kind,
            String id,
            boolean mayBeDeleted,
            boolean errorDeleting,
            ProblemType problem,
            Runnable delete) {}

    static Removal of(Volumes volumes, Collection<VolumeSnapshot> unwanted) {
        return of(
                volumes,
                unwanted.stream()
                        .map(snapshot ->
                                new Unwanted(
                                        "volume snapshot",
                                        snapshot.id(),
                                        snapshot.mayBeDeleted(),
                                        snapshot.status() == Status.ERROR_DELETING,
                                        ProblemType.VOLUME_SNAPSHOT_LEFT,
                                        () -> volumes.deleteSnapshot(snapshot.id())))
                        .toList());
    }

    static Removal ofVolumes(Volumes volumes, Collection<Volume> unwanted) {
        return of(
                volumes,
                unwanted.stream()
                        .map(volume ->
                                new Unwanted(
                                        "volume",
                                        volume.id(),
                                        volume.mayBeDeleted(),
                                        volume.status().equals("error_deleting"),
                                        ProblemType.IMAGE_VOLUME_LEFT,
                                        () -> volumes.deleteVolume(volume.id())))
                        .toList());
    }

    private static Removal of(Volumes volumes, List<Unwanted> unwanted) {
        boolean underWay = false;
        Problem refused = null;
        var sentences = new ArrayList<String>();
        for (var item : unwanted) {
            var problem = problemWith(volumes, item);
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

    /** With what came of removing others. */
    Removal and(Removal other) {
        return new Removal(
                underWay || other.underWay,
                refused == null ? other.refused : refused,
                Stream.concat(sentences.stream(), other.sentences.stream()).toList());
    }

    /** With more to say about why it takes long. */
    Removal and(Collection<String> more) {
        return new Removal(
                underWay, refused, Stream.concat(sentences.stream(), more.stream()).toList());
    }

    /** For a step that is not done until all is gone. */
    <F extends OneImage<F>> Outcome<F> outcome(Run<F> run, F facts) {
        var told = facts.warned(sentences);
        if (refused != null && !underWay) {
            // the others are gone by now: the list of what is left is exact
            return new Outcome.Failed<>(told, refused);
        }
        return new Outcome.NotYet<>(
                told, sentences.isEmpty() ? run.pauseBetweenLooks() : WHILE_BLOCKED);
    }

    private static @Nullable Problem problemWith(Volumes volumes, Unwanted item) {
        if (item.errorDeleting()) {
            return cannotBeDeleted(volumes, item);
        }
        if (!item.mayBeDeleted()) {
            return null; // it is still being made, or going already
        }
        try {
            item.delete().run();
            return null;
        } catch (Trouble trouble) {
            return trouble.problem();
        }
    }

    private static Problem cannotBeDeleted(Volumes volumes, Unwanted item) {
        var words = volumes.reasonOf(item.id()).map(" Cinder says: %s"::formatted).orElse("");
        return item.problem()
                .refusal(
                        "Cinder could not delete %s %s (error_deleting). An administrator must reset its status (openstack %s set --state error %s), then delete again.%s"
                                .formatted(item.kind(), item.id(), item.kind(), item.id(), words));
    }
}
