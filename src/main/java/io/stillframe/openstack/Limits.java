package io.stillframe.openstack;

import java.time.Duration;

/**
 * How much is asked of each service of the cloud, and how long is waited for it.
 *
 * @param connect until the connection stands
 * @param answer one call, from the moment when it is its turn to the last byte of the answer
 * @param callsAtOnce to one service
 * @param callsAtOncePerProject to one service, of one project that lends us its rights
 * @param callsPerSecond to one service
 * @param firstPause before a read that has failed is sent again; the next one is twice as long
 */
public record Limits(
        Duration connect,
        Duration answer,
        int callsAtOnce,
        int callsAtOncePerProject,
        int callsPerSecond,
        Duration firstPause) {

    private static final Duration SHORT = Duration.ofMillis(200);

    /** Nova and Cinder themselves wait a minute for each other's parts before they give up. */
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), 32, 16, 100);

    public Limits {
        if (callsAtOnce < 1 || callsAtOncePerProject < 1 || callsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "At least one call must be possible: %d at once, %d of one project, %d per second"
                            .formatted(callsAtOnce, callsAtOncePerProject, callsPerSecond));
        }
    }

    public Limits(
            Duration connect,
            Duration answer,
            int callsAtOnce,
            int callsAtOncePerProject,
            int callsPerSecond) {
        this(connect, answer, callsAtOnce, callsAtOncePerProject, callsPerSecond, SHORT);
    }

    /** Where one project may have all. */
    public Limits(
            Duration connect,
            Duration answer,
            int callsAtOnce,
            int callsPerSecond,
            Duration firstPause) {
        this(connect, answer, callsAtOnce, callsAtOnce, callsPerSecond, firstPause);
    }

    /** Where one project may have all. */
    Limits(Duration connect, Duration answer, int callsAtOnce, int callsPerSecond) {
        this(connect, answer, callsAtOnce, callsPerSecond, SHORT);
    }

    /**
     * For one of the places of its project, for one among all the calls that are under way, and
     * then for its turn.
     */
    Duration patience() {
        return answer.dividedBy(2);
    }

    /** From the first wait to the last byte. */
    public Duration longest() {
        return answer.plus(patience().multipliedBy(3));
    }
}
