package io.stillframe.sandbox.world;

import java.time.Duration;

/**
 * How this cloud's storage, compute and image services are set up, and how long things take there.
 */
public record WorldSettings(
        Glance glance,
        Locations locations,
        boolean childrenBlockDelete,
        Duration snapshotDelay,
        Duration volumeDelay,
        Duration deleteDelay,
        Duration bootDelay,
        Duration tokenLife) {}
