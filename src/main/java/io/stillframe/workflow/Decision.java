package io.stillframe.workflow;

import java.util.List;

/**
 * The run as it must be stored, what to do after that, and what people should read about it.
 *
 * @param changed whether the run differs from the stored one; if not, there is nothing to store
 */
public record Decision<F>(Run<F> run, Action<F> action, List<Entry> entries, boolean changed) {

    /** One line of a run's history, about one of its steps. */
    public record Entry(String step, String message) {}
}
