package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.util.List;

/** What a run has made and could not remove, as it was when last looked. */
public final class Leftovers {

    private static final String LATE =
            "It came into being too late; Stillframe goes on trying to delete it.";

    private Leftovers() {}

    /** Empty while the run goes on: only its end shows what is left. */
    public static List<Leftover> of(Run<ServerSnapshot> run) {
        return switch (run.phase()) {
            case Stuck(_, var problem, _) -> run.facts().left(problem.detail());
            case Succeeded() -> run.facts().superfluous(LATE);
            case Undone _ -> run.facts().left(LATE); // seen by a look after the end
            case Performing _, Undoing _ -> List.of();
        };
    }
}
