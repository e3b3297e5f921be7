package io.stillframe.openstack;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnErrorEvent;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.stillframe.snapshot.Cloud;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Stands before one service of the cloud. Here is the order in which a call passes. */
final class Guard {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    private final Service service;
    private final Retry reads;
    private final CircuitBreaker circuit;
    private final ProjectPlaces projects;
    private final Bulkhead places;
    private final RateLimiter pace;
    private final TimeLimiter time;
    private final Scheduler waitingRoom;
    private volatile @Nullable Problem lastFailure;

    /**
     * @param waitingRoom where threads may be blocked
     */
    Guard(
            Service service,
            Retry reads,
            CircuitBreaker circuit,
            ProjectPlaces projects,
            Bulkhead places,
            RateLimiter pace,
            TimeLimiter time,
            Scheduler waitingRoom) {
        this.service = service;
        this.reads = reads;
        this.circuit = circuit;
        this.projects = projects;
        this.places = places;
        this.pace = pace;
        this.time = time;
        this.waitingRoom = waitingRoom;
        circuit.getEventPublisher().onError(this::remember).onStateTransition(this::tell);
    }

    /**
     * From the outside in, which is from the last line to the first: a few tries, for reads alone;
     * the circuit, which so sees each try; a place of its project; a place among the calls under
     * way; its turn; the time limit. The waits are outside of the time limit, because they are not
     * the service's doing. That for the project's place is the outer one, so that a project waits
     * for its own calls where it is in nobody's way; that for a turn is the inner one, because what
     * counts is when a call is sent.
     *
     * @param exchange sends the call, each time that it is subscribed to
     * @param diagnosis says what a failure means
     */
    Mono<Answer> pass(Call call, Mono<Answer> exchange, Function<Throwable, Throwable> diagnosis) {
        var once =
                exchange.transformDeferred(TimeLimiterOperator.of(time))
                        .transform(sent -> unlessOpenedMeanwhile(call, sent))
                        .transformDeferred(RateLimiterOperator.of(pace))
                        // Blocks until there is a place.
                        .transformDeferred(BulkheadOperator.of(places))
                        .onErrorMap(diagnosis::apply)
                        .transform(projects::taking)
                        .onErrorMap(
                                BulkheadFullException.class, e -> Diagnosis.projectBusy(call, e))
                        .subscribeOn(waitingRoom)
                        .onErrorMap(diagnosis::apply)
                        .transformDeferred(CircuitBreakerOperator.of(circuit))
                        .onErrorMap(CallNotPermittedException.class, e -> refused(call, e));
        return call.changes() ? once : once.transformDeferred(RetryOperator.of(reads));
    }

    Cloud.Circuit circuit() {
        return switch (circuit.getState()) {
            case OPEN, FORCED_OPEN -> Cloud.Circuit.OPEN;
            case HALF_OPEN -> Cloud.Circuit.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> Cloud.Circuit.CLOSED;
        };
    }

    /** Those that were let in before the service went away need not all run into it. */
    private Mono<Answer> unlessOpenedMeanwhile(Call call, Mono<Answer> sent) {
        return Mono.defer(
                () -> circuit() == Cloud.Circuit.OPEN ? Mono.error(refused(call, null)) : sent);
    }

    private HeldBack refused(Call call, @Nullable Throwable cause) {
        return Diagnosis.circuitOpen(call, lastFailure, Guards.STAYS_OPEN, cause);
    }

    private void remember(CircuitBreakerOnErrorEvent event) {
        if (event.getThrowable() instanceof Trouble trouble) {
            lastFailure = trouble.problem();
        }
    }

    private void tell(CircuitBreakerOnStateTransitionEvent event) {
        var failure = lastFailure;
        switch (event.getStateTransition().getToState()) {
            case OPEN ->
                    log.warn(
                            "{} is away, calls to it are held back: {}",
                            service.title(),
                            failure == null ? "" : failure.detail());
            case CLOSED -> log.info("{} answers again.", service.title());
            default -> log.debug("{}", event);
        }
    }
}
