package io.stillframe.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * How many requests of each project are under way, held ones and event streams included: each is a
 * connection that others cannot have.
 */
final class RequestPlaces {

    private final int atOnce;
    private final BulkheadConfig config;

    /** Each for as long as a request holds a place of it. */
    private final Cache<String, Bulkhead> byProject = Caffeine.newBuilder().weakValues().build();

    RequestPlaces(int atOnce) {
        this.atOnce = atOnce;
        this.config =
                BulkheadConfig.custom()
                        .maxConcurrentCalls(atOnce)
                        .maxWaitDuration(Duration.ZERO)
                        .build();
    }

    /** Serves the request, or fails with {@link TooManyRequests}. */
    Mono<Void> taking(String projectId, Mono<Void> served) {
        return served.transformDeferred(BulkheadOperator.of(of(projectId)))
                .onErrorMap(BulkheadFullException.class, _ -> TooManyRequests.atOnce(atOnce));
    }

    private Bulkhead of(String project) {
        return Objects.requireNonNull(byProject.get(project, name -> Bulkhead.of(name, config)));
    }
}
