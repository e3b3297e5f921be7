package io.stillframe.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a run, and when they are due.
 *
 * @param begun when it set out on its present way: at the start, a retry or a deletion
 * @param updated the last stored change
 * @param since when the present step began to be performed or undone
 * @param deadline for the way forward; going back has its own limits
 * @param finished null before the end
 * @param lookAgain when an ended run is looked at once more; null before the end, and once nothing
 *     is left that would have to be looked for
 */
public record Times(
        Instant created,
        Instant begun,
        Instant updated,
        Instant since,
        Instant deadline,
        @Nullable Instant finished,
        @Nullable Instant lookAgain) {

    /** Whether an ended run was looked at since. */
    boolean looked() {
        return finished != null && since.isAfter(finished);
    }

    Times updated(Instant at) {
        return new Times(created, begun, at, since, deadline, finished, lookAgain);
    }

    Times since(Instant at) {
        return new Times(created, begun, updated, at, deadline, finished, lookAgain);
    }

    Times begunAgain(Instant at, Instant deadline) {
        return new Times(created, begun, updated, at, deadline, null, null);
    }

    Times unfinished(Instant at) {
        return new Times(created, at, updated, since, deadline, null, null);
    }

    Times finished(Instant at, @Nullable Instant lookAgain) {
        return new Times(created, begun, updated, since, deadline, at, lookAgain);
    }

    Times lookAgain(Instant at) {
        return new Times(created, begun, updated, since, deadline, finished, at);
    }

    Times lookedAgain() {
        return new Times(created, begun, updated, since, deadline, finished, null);
    }
}
