package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.util.List;
import java.util.function.BiFunction;

/** What a run has made and could not remove, as it was when last looked. */
public final class Leftovers {

    private static final String LATE =
            "It came into being too late; Stillframe goes on trying to delete it.";

    private Leftovers() {}

    /** Empty while the run goes on: only its end shows what is left. */
    public static List<Leftover> of(Run<ServerSnapshot> run) {
        return atTheEnd(run, ServerSnapshot::left, ServerSnapshot::superfluous);
    }

    public static List<Leftover> ofCreation(Run<ImageCreation> run) {
        return atTheEnd(run, ImageCreation::left, ImageCreation::superfluous);
    }

    private static <F> List<Leftover> atTheEnd(
            Run<F> run,
            BiFunction<F, String, List<Leftover>> left,
            BiFunction<F, String, List<Leftover>> superfluous) {
        return switch (run.phase()) {
            case Stuck(_, var problem, _) -> left.apply(run.facts(), problem.detail());
            case Succeeded() -> superfluous.apply(run.facts(), LATE);
            case Undone _ -> left.apply(run.facts(), LATE); // seen by a look after the end
            case Performing _, Undoing _ -> List.of();
        };
    }
}
