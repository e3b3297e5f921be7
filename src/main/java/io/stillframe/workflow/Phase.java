package io.stillframe.workflow;

/**
 * Where a run stands. Steps are named, not numbered, so that a stored run survives a longer plan.
 */
public sealed interface Phase {

    /**
     * @param attempt rises when a change of the cloud has failed and may have happened all the
     *     same; waiting for a service is no attempt
     */
    record Performing(String step, int attempt) implements Phase {}

    record Undoing(String step, int attempt, Reason because) implements Phase {}

    /** No step is being performed or undone any more. */
    sealed interface Finished extends Phase {}

    record Succeeded() implements Finished {}

    /** Gone back to the beginning: nothing is left behind. */
    record Undone(Reason because) implements Finished {}

    /** An undo failed: something is left, and a person has to look. */
    record Stuck(String step, Problem problem, Reason because) implements Finished {}
}
