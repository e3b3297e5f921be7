package io.stillframe.workflow;

/** Why a run goes, or went, backwards. */
public sealed interface Reason {

    /** A step failed for good. */
    record Failure(Problem problem) implements Reason {}

    /** Somebody asked to stop it before it had ended. */
    record Cancelled(String by) implements Reason {}

    /**
     * Somebody asked to begin again: what an earlier try may have left goes first.
     *
     * @param failure of that try
     */
    record Retried(String by, Problem failure) implements Reason {}

    /** Somebody asked to remove what it had made. */
    record Deleted(String by) implements Reason {}
}
