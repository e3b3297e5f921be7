package io.stillframe.workflow;

import java.time.Duration;

/**
 * One step of a plan. It may be performed or undone again at any time: it finds before it creates,
 * accepts what is already gone, and creates only through {@link Run#ask}. Trouble outside is thrown
 * as {@link Trouble}.
 */
public interface Step<F> {

    /** Stored with every run, and shown to callers. */
    String name();

    Outcome<F> perform(Run<F> run);

    /** Removes what performing made, and is done only when that is really gone. */
    default Outcome<F> undo(Run<F> run) {
        return new Outcome.Done<>(run.facts());
    }

    /**
     * A step that only looks may be performed before the run is stored: for a dry run, and to
     * refuse at once.
     */
    default boolean onlyLooks() {
        return false;
    }

    /** How long performing it may take, or undoing it, waits included. */
    default Duration timeLimit(Patience patience) {
        return patience.stepLimit();
    }
}
