package io.stillframe.openstack;

import java.time.Duration;

/**
 * How long a call to the cloud may take.
 *
 * @param connect until the connection stands
 * @param answer the whole call, from the wait for a connection to the last byte of the answer
 */
public record Timeouts(Duration connect, Duration answer) {

    /** Nova and Cinder themselves wait a minute for each other's parts before they give up. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60));
}
