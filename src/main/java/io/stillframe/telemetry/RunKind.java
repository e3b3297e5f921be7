package io.stillframe.telemetry;

import io.stillframe.workflow.Run;
import java.util.HashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the runs of one plan, beside what all runs have.
 *
 * @param plan its name
 * @param task the scheduler's name for its runs
 * @param idName what a run's id is called in log lines and spans
 * @param subjectName the same of what a run works on; null if that is not worth telling
 * @param strategy by which the run came to its end; null if by none
 * @param volumes that the run is about; null if it is about none
 */
public record RunKind<F>(
        String plan,
        String task,
        String idName,
        @Nullable String subjectName,
        Function<F, @Nullable String> strategy,
        Function<F, @Nullable Integer> volumes) {

    /** What is done for the run belongs to this. */
    Trail trail(Run<F> run) {
        var names = new HashMap<String, String>();
        names.put(idName, run.id().toString());
        names.put(Trail.REQUEST_ID, run.requestId());
        if (subjectName != null) {
            names.put(subjectName, run.subject());
        }
        return new Trail(run.requestId(), names);
    }
}
