package io.stillframe.api;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One look for all who ask at the same time, and in the second after it. Anybody may ask, as often
 * as they like, and a look may take seconds. Spring's own threads for that are few, and answer for
 * liveness, too: with them taken, a database that is away would have us killed.
 */
public final class OneLook implements ReactiveHealthIndicator {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Mono<Health> health;

    /**
     * @param look may block
     */
    public OneLook(Supplier<Health> look) {
        this.health =
                Mono.fromSupplier(look)
                        .subscribeOn(Schedulers.fromExecutor(Thread::startVirtualThread))
                        .cache(FRESH);
    }

    @Override
    public Mono<Health> health() {
        return health;
    }
}
