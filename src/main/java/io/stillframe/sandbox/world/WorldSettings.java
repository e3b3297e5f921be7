package io.stillframe.sandbox.world;

import java.time.Duration;

/**
 * How this cloud's storage, compute and image services are set up, and how long things take there.
 *
 * @param store the name of the image store on volumes where there are several stores; empty where
 *     Glance has the one kind of setup that knows no names
 */
public record WorldSettings(
        Glance glance,
        Locations locations,
        String store,
        boolean childrenBlockDelete,
        Duration snapshotDelay,
        Duration volumeDelay,
        Duration deleteDelay,
        Duration bootDelay,
        Duration tokenLife) {}
