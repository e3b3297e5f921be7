package io.stillframe.workflow;

import java.util.Set;

/** What can happen to a run. */
public sealed interface Event<F>
        permits Event.Woken,
                Event.Answered,
                Event.Strayed,
                Event.UndoRequested,
                Event.RetryRequested,
                Outcome {

    /** The run is due: for the first time, after a wait, or because whoever worked on it died. */
    record Woken<F>() implements Event<F> {}

    /**
     * What was sent for these keys came to an end; whether they are known now follows from the
     * outcome.
     *
     * @param again those of the keys that had been asked for before: what became of that call, the
     *     answer to this one does not say
     */
    record Answered<F>(Set<String> keys, Set<String> again, Outcome<F> outcome)
            implements Event<F> {

        public Answered(Set<String> keys, Outcome<F> outcome) {
            this(keys, Set.of(), outcome);
        }
    }

    /**
     * A call for these keys came to an end when the run had moved on without it: what it made may
     * be there, and nobody has looked for it.
     */
    record Strayed<F>(Set<String> keys) implements Event<F> {}

    /** Somebody asks to cancel an unfinished run or to delete what a finished one made. */
    record UndoRequested<F>(Reason because) implements Event<F> {}

    /** Somebody asks that a failed or stuck run go on. */
    record RetryRequested<F>(String by) implements Event<F> {}
}
