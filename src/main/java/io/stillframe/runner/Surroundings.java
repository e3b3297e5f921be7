package io.stillframe.runner;

import io.stillframe.workflow.Run;
import java.util.function.Supplier;

/** What is there around the work that is done for a run, so that it is known to be the run's. */
@FunctionalInterface
public interface Surroundings<F> {

    <T> T during(Run<F> run, Supplier<T> work);

    /** Nothing. */
    static <F, T> T none(Run<F> run, Supplier<T> work) {
        return work.get();
    }
}
