package io.stillframe.openstack;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedTimeLimiterMetrics;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A {@link Guard} for each service, their numbers, and their metrics. */
final class Guards implements MeterBinder, AutoCloseable {

    static final Duration STAYS_OPEN = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final RetryRegistry reads;
    private final CircuitBreakerRegistry circuits;
    private final BulkheadRegistry places;
    private final RateLimiterRegistry paces;
    private final TimeLimiterRegistry times;
    private final Scheduler waitingRoom =
            Schedulers.fromExecutorService(
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("openstack-", 0).factory()));
    private final Map<Service, Guard> guards = new EnumMap<>(Service.class);
    private final Guard ofCallers;

    Guards(Limits limits, InstantSource clock) {
        reads = RetryRegistry.of(tries(limits.firstPause()));
        circuits = CircuitBreakerRegistry.of(circuit(clock));
        places = BulkheadRegistry.of(atOnce(limits.callsAtOnce(), limits));
        paces =
                RateLimiterRegistry.of(
                        RateLimiterConfig.custom()
                                .limitForPeriod(limits.callsPerSecond())
                                .limitRefreshPeriod(Duration.ofSeconds(1))
                                .timeoutDuration(limits.patience())
                                .build());
        times =
                TimeLimiterRegistry.of(
                        TimeLimiterConfig.custom().timeoutDuration(limits.answer()).build());
        for (var service : Service.values()) {
            guards.put(service, guard(service, service.project(), limits));
        }
        ofCallers = guard(Service.IDENTITY, "keystone-callers", limits);
    }

    private Guard guard(Service service, String name, Limits limits) {
        return new Guard(
                service,
                reads.retry(name),
                circuits.circuitBreaker(name),
                new ProjectPlaces(atOnce(limits.callsAtOncePerProject(), limits)),
                places.bulkhead(name),
                paces.rateLimiter(name),
                times.timeLimiter(name),
                waitingRoom);
    }

    /** What anybody can make us ask Keystone must not stand in the way of our own logins. */
    Guard of(Call call) {
        return call.papers().subject() == null ? of(call.service()) : ofCallers;
    }

    Guard of(Service service) {
        return Objects.requireNonNull(guards.get(service));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        TaggedRetryMetrics.ofRetryRegistry(reads).bindTo(registry);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(circuits).bindTo(registry);
        TaggedBulkheadMetrics.ofBulkheadRegistry(places).bindTo(registry);
        TaggedRateLimiterMetrics.ofRateLimiterRegistry(paces).bindTo(registry);
        TaggedTimeLimiterMetrics.ofTimeLimiterRegistry(times).bindTo(registry);
    }

    private static BulkheadConfig atOnce(int calls, Limits limits) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(calls)
                .maxWaitDuration(limits.patience())
                .build();
    }

    /**
     * Opens when eight of the last ten calls have shown that the service is away. Ten, so that one
     * read with its tries does not open it; eight, because a service half of whose workers are dead
     * still gets work done. Then three calls at a time find out whether it is back.
     */
    private static CircuitBreakerConfig circuit(InstantSource clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(10, 10, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(80)
                // Slow is not away: the time limit says when it is.
                .slowCallDurationThreshold(Duration.ofDays(1))
                .waitDurationInOpenState(STAYS_OPEN)
                .permittedNumberOfCallsInHalfOpenState(3)
                // By one timer for all circuits, so that none is shown as open for as long as
                // nobody calls.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(Guards::saysThatItIsAway)
                .ignoreException(Guards::saysNothingOfIt)
                .clock(clock.withZone(ZoneOffset.UTC))
                .build();
    }

    /**
     * No connection, a broken one, no answer in time, or a proxy that says as much (502, 504, and
     * 503 unless it says for how long). Any other answer, 429 and 500 as well, is that of a service
     * that is there: a 500 is mostly about one request, and must not close it off for all others.
     */
    private static boolean saysThatItIsAway(Throwable e) {
        return e instanceof Trouble trouble
                && (is(ProblemType.CLOUD_UNAVAILABLE, trouble)
                        || is(ProblemType.CLOUD_TIMEOUT, trouble));
    }

    /** What we held back, and mistakes of our own. */
    private static boolean saysNothingOfIt(Throwable e) {
        return e instanceof HeldBack || !(e instanceof Trouble);
    }

    /**
     * Reads are tried again after broken connections, 429 and 5xx: asking once more costs nothing,
     * and most of it is a proxy or a worker that restarts. Not after a timeout, which has cost
     * enough already, and not when the service asks for a longer wait than a caller should sit out.
     */
    private static RetryConfig tries(Duration firstPause) {
        return RetryConfig.<Answer>custom()
                .maxAttempts(3)
                .intervalBiFunction((attempt, outcome) -> pause(firstPause, attempt, outcome))
                .retryOnException(Guards::worthAnotherTry)
                .failAfterMaxAttempts(false)
                .build();
    }

    private static long pause(Duration first, int attempt, Either<Throwable, Answer> outcome) {
        var own = first.multipliedBy(1L << Math.min(attempt - 1, 4));
        var asked =
                outcome.isLeft() && outcome.getLeft() instanceof Trouble trouble
                        ? trouble.problem().retryAfter()
                        : null;
        return (asked != null && asked.compareTo(own) > 0 ? asked : own).toMillis();
    }

    private static boolean worthAnotherTry(Throwable e) {
        if (!(e instanceof Trouble trouble) || e instanceof HeldBack) {
            return false;
        }
        var problem = trouble.problem();
        var asked = problem.retryAfter();
        return problem.mayPass()
                && !is(ProblemType.CLOUD_TIMEOUT, trouble)
                && Sender.status(trouble) != 409
                && (asked == null || asked.compareTo(LONGEST_PAUSE) <= 0);
    }

    private static boolean is(ProblemType type, Trouble trouble) {
        return trouble.problem().type().equals(type.word());
    }

    @Override
    public void close() {
        waitingRoom.dispose();
    }
}
