package io.stillframe.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is taken from one project.
 *
 * @param requestsPerSecond that each replica takes from one project; more are refused. Without an
 *     effect where callers are not told apart
 * @param requestsAtOnce of one project that each replica has under way, those that are held and
 *     event streams included; more are refused
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
