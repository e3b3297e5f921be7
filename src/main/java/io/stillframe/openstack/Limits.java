package io.stillframe.openstack;

import java.time.Duration;

/**
 * How much is asked of each service of the cloud, and how long is waited for it.
 *
 * @param connect until the connection stands
 * @param answer one call, from the moment when it is its turn to the last byte of the answer
 * @param callsAtOnce to one service
 * @param callsPerSecond to one service
 */
public record Limits(Duration connect, Duration answer, int callsAtOnce, int callsPerSecond) {

    /** Nova and Cinder themselves wait a minute for each other's parts before they give up. */
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), 32, 100);

    public Limits {
        if (callsAtOnce < 1 || callsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "At least one call must be possible: %d at once, %d per second"
                            .formatted(callsAtOnce, callsPerSecond));
        }
    }

    /** For a place among the calls that are under way, and then for its turn. */
    Duration patience() {
        return answer.dividedBy(2);
    }

    /** From the first wait to the last byte. */
    public Duration longest() {
        return answer.plus(patience()).plus(patience());
    }
}
