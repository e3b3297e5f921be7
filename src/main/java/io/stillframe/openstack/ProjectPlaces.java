package io.stillframe.openstack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.stillframe.identity.Rights.Lent;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * The places that each project has among the calls under way to one service. Its calls wait for
 * those first, so that no more of them ever stand in the way of others. Our own credentials are of
 * one project, and nobody else is to be protected from that.
 */
final class ProjectPlaces {

    private final BulkheadConfig config;

    /**
     * Each for as long as a call holds or awaits a place of it; none is in a registry of metrics.
     */
    private final Cache<String, Bulkhead> byProject = Caffeine.newBuilder().weakValues().build();

    ProjectPlaces(BulkheadConfig config) {
        this.config = config;
    }

    /** Blocks until there is a place. */
    Mono<Answer> taking(Mono<Answer> sent) {
        return Mono.deferContextual(context ->
                Await.rights(context) instanceof Lent lent
                        ? sent.transformDeferred(BulkheadOperator.of(of(lent.project())))
                        : sent);
    }

    private Bulkhead of(String project) {
        return Objects.requireNonNull(byProject.get(project, name -> Bulkhead.of(name, config)));
    }
}
