package io.stillframe.api;

import io.stillframe.workflow.Versions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Notices that runs have changed, for all requests that are held and all streams: one query every
 * so often for all of them together, none while nobody waits, and no thread for any of them. It
 * asks the database because another replica may work on the run.
 */
final class Changes {

    static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Versions runs;
    private final Map<UUID, Integer> awaited = new ConcurrentHashMap<>();
    private final Flux<Look> looks;
    private final Sinks.Empty<Void> closing = Sinks.empty();

    Changes(Versions runs, Duration betweenLooks, Scheduler timer, Executor executor) {
        this.runs = runs;
        this.looks =
                Mono.delay(betweenLooks, timer)
                        .publishOn(Schedulers.fromExecutor(executor))
                        .map(_ -> look())
                        .repeat()
                        .contextWrite(_ -> Context.empty()) // it is nobody's request
                        .share();
    }

    /**
     * Ends when the run is of another version than this one, or gone. A look that fails ends it,
     * too: who reads the run then learns why.
     */
    Mono<Void> after(UUID run, long version) {
        return Mono.using(
                () -> awaited.merge(run, 1, Integer::sum),
                _ ->
                        looks.contextWrite(context -> context) // and whoever waited is itself again
                                .filter(look -> look.tellsOtherThan(run, version))
                                .next()
                                .then()
                                .onErrorComplete()
                                .takeUntilOther(closing.asMono()),
                _ -> awaited.compute(run, (_, waiting) -> oneLess(waiting)));
    }

    /** Lets all go that wait, so that neither held requests nor streams hold up a shutdown. */
    void close() {
        closing.tryEmitEmpty();
    }

    /** Ends when nobody is let wait any more. */
    Mono<Void> closed() {
        return closing.asMono();
    }

    /** How many wait at the moment. */
    int waiting() {
        return awaited.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Look look() {
        var asked = Set.copyOf(awaited.keySet());
        return new Look(asked, asked.isEmpty() ? Map.of() : runs.versions(asked));
    }

    private static @Nullable Integer oneLess(@Nullable Integer waiting) {
        return waiting == null || waiting == 1 ? null : waiting - 1;
    }

    /** What was asked for and found; of a run that was not asked for it tells nothing. */
    private record Look(Set<UUID> asked, Map<UUID, Long> versions) {

        boolean tellsOtherThan(UUID run, long version) {
            return asked.contains(run) && !Objects.equals(versions.get(run), version);
        }
    }
}
