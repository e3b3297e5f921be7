package io.stillframe.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is taken from one project.
 *
 * @param requestsPerSecond Requests that each replica takes from one project, at least 1; more are
 *     answered 429. Without effect with `identity=none`.
 * @param requestsAtOnce Requests of one project that each replica has under way, held ones and
 *     event streams included, at least 1; more are answered 429. Without effect with
 *     `identity=none`.
 */
@ConfigurationProperties("stillframe")
record RateSettings(
        @DefaultValue("50") int requestsPerSecond, @DefaultValue("200") int requestsAtOnce) {

    RateSettings {
        if (requestsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "stillframe.requests-per-second must be at least 1, it is "
                            + requestsPerSecond);
        }
        if (requestsAtOnce < 1) {
            throw new IllegalArgumentException(
                    "stillframe.requests-at-once must be at least 1, it is " + requestsAtOnce);
        }
    }
}
