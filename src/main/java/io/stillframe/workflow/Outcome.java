package io.stillframe.workflow;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What performing or undoing a step came to. */
public sealed interface Outcome<F> extends Event<F> {

    /**
     * The step has reached its end.
     *
     * @param note what a person wants to read about it in the run's events, null for nothing
     */
    record Done<F>(F facts, @Nullable String note) implements Outcome<F> {
        public Done(F facts) {
            this(facts, null);
        }
    }

    /**
     * Look again after the pause.
     *
     * @param note what a person wants to read about it in the run's events, null for nothing
     */
    record NotYet<F>(F facts, Duration pause, @Nullable String note) implements Outcome<F> {
        public NotYet(F facts, Duration pause) {
            this(facts, pause, null);
        }
    }

    /** The step failed; whether it is tried again follows from the problem. */
    record Failed<F>(F facts, Problem problem) implements Outcome<F> {}

    /**
     * The step is about to change the cloud. The facts and the keys are stored first, and only then
     * is the call sent: {@code send} runs at most once for each storing, so a key without a known
     * answer is one that may still appear.
     *
     * @param keys what is asked for, one key for each thing that the call makes
     */
    record Ask<F>(F facts, Set<String> keys, Supplier<Outcome<F>> send) implements Outcome<F> {}
}
