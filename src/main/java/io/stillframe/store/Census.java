package io.stillframe.store;

import io.stillframe.workflow.Standing;
import java.time.Instant;
import java.util.List;

/**
 * What is stored, at one time.
 *
 * @param runs a count for each plan and standing that there is
 * @param waiting those that are due and that no worker has taken yet, for each task that has any
 */
public record Census(List<Count> runs, List<Waiting> waiting) {

    /**
     * @param oldest when the first of them set out
     */
    public record Count(String plan, Standing standing, long runs, Instant oldest) {}

    /**
     * @param longest since when the first of them is due
     */
    public record Waiting(String task, long runs, Instant longest) {}
}
