package io.stillframe.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How many requests each project sends; those of one project take nothing from another. */
final class RequestRates {

    static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int PROJECTS_AT_MOST = 10_000;

    private final RateLimiterConfig limit;
    private final LongSupplier nanoTime;
    private final Cache<String, RateLimiter> projects;

    RequestRates(int perSecond, LongSupplier nanoTime) {
        this.limit =
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(PERIOD)
                        .limitForPeriod(perSecond)
                        .timeoutDuration(Duration.ZERO) // whoever is too fast is told so at once
                        .build();
        this.nanoTime = nanoTime;
        this.projects =
                Caffeine.newBuilder()
                        .maximumSize(PROJECTS_AT_MOST)
                        .ticker(nanoTime::getAsLong)
                        .expireAfterAccess(PERIOD.multipliedBy(10))
                        .build();
    }

    /** Whether one more request of the project is taken now. */
    boolean take(String projectId) {
        return projects.get(
                        projectId,
                        id -> new AtomicRateLimiter(id, limit, () -> nanoTime.getAsLong()))
                .acquirePermission();
    }
}
