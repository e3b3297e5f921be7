package io.stillframe.api;

import io.stillframe.workflow.Run;
import java.time.Duration;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Requests that wait for a run, for none of which a thread waits.
 *
 * @param blocking where runs are read
 */
record Held(Changes changes, Scheduler blocking) {

    /** The run, when there is something new to the caller, or the time is up. */
    <F> Mono<Run<F>> untilNews(Callable<Run<F>> look, IfNoneMatch known, Duration hold) {
        var looking = looking(look);
        return looking.flatMap(run ->
                isNews(run, known) || hold.isZero()
                        ? Mono.just(run)
                        : changes.after(run.id(), run.version()).take(hold).then(looking));
    }

    /**
     * The run, when it has ended, or the time is up.
     *
     * @param first gives the run to wait for
     */
    <F> Mono<Run<F>> untilTheEnd(Callable<Run<F>> first, LookAgain<F> look, Duration hold) {
        return looking(first)
                .flatMap(begun ->
                        Mono.just(begun)
                                .expand(run ->
                                        run.finished()
                                                ? Mono.empty()
                                                : changes.after(run.id(), run.version())
                                                        .then(looking(() -> look.at(run))))
                                .take(hold)
                                .takeUntilOther(changes.closed())
                                .last(begun));
    }

    /** Whether it is worth an answer at once to a caller that is ready to wait. */
    private static boolean isNews(Run<?> run, IfNoneMatch known) {
        return run.finished() || (known.given() && !known.has(run.version()));
    }

    private <F> Mono<Run<F>> looking(Callable<Run<F>> look) {
        return Mono.fromCallable(look).subscribeOn(blocking);
    }

    /** Reads the run once more. */
    interface LookAgain<F> {
        Run<F> at(Run<F> run);
    }
}
