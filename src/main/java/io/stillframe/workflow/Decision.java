package io.stillframe.workflow;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The run as it must be stored, what to do after that, and what people should read about it.
 *
 * @param before the stored run that this was decided on; null for a new run
 * @param changed whether the run differs from the stored one; if not, there is nothing to store
 */
public record Decision<F>(
        @Nullable Run<F> before,
        Run<F> run,
        Action<F> action,
        List<Entry> entries,
        boolean changed) {

    /** One line of a run's history, about one of its steps. */
    public record Entry(String step, String message) {

        /** Null where there is nothing to tell. */
        static @Nullable Entry of(String step, @Nullable String message) {
            return message == null ? null : new Entry(step, message);
        }
    }

    /** To store a new run. */
    public static <F> Decision<F> first(Run<F> run, List<Entry> entries) {
        return new Decision<>(null, run, new Action.Nothing<>(), List.copyOf(entries), true);
    }

    /** Whether anything has changed is not looked at yet. */
    static <F> Decision<F> of(Run<F> run, Action<F> action, @Nullable Entry... entries) {
        var told = Stream.of(entries).filter(Objects::nonNull).toList();
        return new Decision<>(null, run, action, told, false);
    }

    /** One version on from what is stored. */
    Decision<F> changing(Run<F> stored) {
        return new Decision<>(stored, run.changed(), action, entries, true);
    }
}
