package io.stillframe.workflow;

import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Reason.Cancelled;
import io.stillframe.workflow.Reason.Deleted;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Reason.Retried;

/** A phase in one word, to list runs by and to show. The names are stored. */
public enum Standing {
    PERFORMING,
    FAILING,
    CANCELLING,
    DELETING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    DELETED,
    STUCK;

    public static Standing of(Phase phase) {
        return switch (phase) {
            case Performing _, Undoing(_, _, Retried _) -> PERFORMING;
            case Undoing(_, _, Failure _) -> FAILING;
            case Undoing(_, _, Cancelled _) -> CANCELLING;
            case Undoing(_, _, Deleted _) -> DELETING;
            case Succeeded() -> SUCCEEDED;
            case Undone(Failure _), Undone(Retried _) -> FAILED;
            case Undone(Cancelled _) -> CANCELLED;
            case Undone(Deleted _) -> DELETED;
            case Stuck _ -> STUCK;
        };
    }

    public boolean finished() {
        return switch (this) {
            case PERFORMING, FAILING, CANCELLING, DELETING -> false;
            case SUCCEEDED, FAILED, CANCELLED, DELETED, STUCK -> true;
        };
    }
}
