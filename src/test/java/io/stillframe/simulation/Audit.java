package io.stillframe.simulation;

import static io.stillframe.simulation.Custody.require;

import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs say of themselves at the end, against what is in the cloud. */
record Audit(Custody custody) {

    /** Whatever has become of it, a run knows all that there is of it. */
    void tellsWhatIsThere(Run<ServerSnapshot> run) {
        var there = custody.left(run.id());
        var listed = leftovers(run);
        if (run.phase() instanceof Succeeded) {
            isWhole(run);
            there.removeAll(custody.result(run));
        }
        require(
                there.isEmpty()
                        || !(run.phase() instanceof Undone)
                        || run.times().lookAgain() != null,
                "%s says that nothing is left, looks no more, and there is %s",
                WatchedRuns.name(run),
                there);
        require(
                there.equals(listed) || custody.wasTakenAway(run.id()) && listed.containsAll(there),
                "%s (%s) lists %s as left, and there is %s",
                WatchedRuns.name(run),
                run.phase(),
                listed,
                there);
    }

    /** When nothing is in the way any more, all is gone that is not the result. */
    void leavesNothing(Run<ServerSnapshot> run) {
        var there = custody.left(run.id());
        switch (run.phase()) {
            case Succeeded() -> {
                isWhole(run);
                there.removeAll(custody.result(run));
            }
            case Undone _ -> {}
            case Stuck _, Performing _, Undoing _ ->
                    throw new Violation(
                            "%s is still %s".formatted(WatchedRuns.name(run), run.phase()));
        }
        require(
                there.isEmpty(),
                "%s (%s) has left %s behind",
                WatchedRuns.name(run),
                run.phase().getClass().getSimpleName(),
                there);
        require(run.phase() instanceof Finished, "not finished");
    }

    private static Set<String> leftovers(Run<ServerSnapshot> run) {
        return Leftovers.of(run).stream().map(Leftover::id).collect(Collectors.toSet());
    }

    /** The image is active and maps one good volume snapshot of each volume. */
    private void isWhole(Run<ServerSnapshot> run) {
        if (custody.wasTakenAway(run.id())) {
            return;
        }
        var image = custody.image(run).toList();
        require(image.size() == 1, "%s has no image", WatchedRuns.name(run));
        require(
                image.getFirst().status().equals("active"),
                "%s has image %s, which is %s",
                WatchedRuns.name(run),
                image.getFirst().id(),
                image.getFirst().status());
        var mapping = Pointers.mapping(image.getFirst());
        for (var volume : run.facts().volumes()) {
            var snapshot = volume.snapshotId();
            require(
                    snapshot != null
                            && mapping.contains(snapshot)
                            && custody.volumeSnapshots(run.id()).anyMatch(snapshot::equals)
                            && custody.isOfThisTry(snapshot, run.id()),
                    "%s has no volume snapshot of %s that is of this try",
                    WatchedRuns.name(run),
                    volume.volumeId());
        }
    }
}
