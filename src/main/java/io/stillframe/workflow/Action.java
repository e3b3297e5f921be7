package io.stillframe.workflow;

import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/** What is to be done next, once the decision is stored. */
public sealed interface Action<F> {

    record Perform<F>(String step, Instant at) implements Action<F> {}

    /**
     * Send what has just been stored as asked for, and report it as {@link Event.Answered}.
     *
     * @param again those of the keys that had been asked for before, and were never answered
     */
    record Send<F>(Set<String> keys, Set<String> again, Supplier<Outcome<F>> send)
            implements Action<F> {}

    record Undo<F>(String step, Instant at) implements Action<F> {}

    /** The run has ended; look once more for what a late call may have left. */
    record LookAgain<F>(Instant at) implements Action<F> {}

    record Nothing<F>() implements Action<F> {}
}
