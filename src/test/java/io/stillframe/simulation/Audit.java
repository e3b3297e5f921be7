package io.stillframe.simulation;

import static io.stillframe.simulation.Custody.require;

import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs say of themselves at the end, against what is in the cloud. */
record Audit(Custody custody, Wholeness wholeness) {

    /** Whatever has become of it, a run knows all that there is of it. */
    void tellsWhatIsThere(Run<ServerSnapshot> run) {
        var there = custody.left(run.id());
        var listed = leftovers(run);
        if (run.phase() instanceof Succeeded) {
            wholeness.requireAll(run);
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
                wholeness.requireAll(run);
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
    }

    private static Set<String> leftovers(Run<ServerSnapshot> run) {
        return Leftovers.of(run).stream().map(Leftover::id).collect(Collectors.toSet());
    }
}
