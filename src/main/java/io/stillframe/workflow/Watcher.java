package io.stillframe.workflow;

/**
 * Is shown what was decided, after it was stored: by whoever stored it, and not at all if that
 * process dies in between.
 */
@FunctionalInterface
public interface Watcher<F> {

    void stored(Decision<F> decision);
}
