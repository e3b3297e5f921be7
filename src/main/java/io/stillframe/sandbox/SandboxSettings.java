package io.stillframe.sandbox;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.WorldSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the simulated cloud is set up.
 *
 * @param port where it listens on 127.0.0.1; 0 takes any free port
 * @param glance which versions of the image API it serves; with v1 alone it has a Nova of that time
 * @param locations what callers may do with an image's locations
 * @param snapshotDelay how long storage takes to make a volume snapshot
 * @param childrenBlockDelete whether a volume snapshot stays as long as a volume made from it is
 *     there
 * @param volumeDelay how long storage takes to make a volume
 * @param deleteDelay how long a volume, a volume snapshot or a server takes to go
 * @param bootDelay how long a server takes to boot
 * @param tokenLife how long a token is good
 * @param seed what ids and faults are drawn from
 */
@ConfigurationProperties("stillframe.sandbox")
public record SandboxSettings(
        @DefaultValue("8090") int port,
        @DefaultValue("both") Glance glance,
        @DefaultValue("volumes") Locations locations,
        @DefaultValue("500ms") Duration snapshotDelay,
        @DefaultValue("true") boolean childrenBlockDelete,
        @DefaultValue("200ms") Duration volumeDelay,
        @DefaultValue("100ms") Duration deleteDelay,
        @DefaultValue("300ms") Duration bootDelay,
        @DefaultValue("1h") Duration tokenLife,
        @DefaultValue("1") long seed) {

    public static SandboxSettings defaults() {
        return new SandboxSettings(
                8090,
                Glance.BOTH,
                Locations.VOLUMES,
                Duration.ofMillis(500),
                true,
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofHours(1),
                1);
    }

    /** For tests: any free port, and nothing takes any time. */
    public static SandboxSettings quick() {
        return defaults()
                .withPort(0)
                .withSnapshotDelay(Duration.ZERO)
                .withVolumeDelay(Duration.ZERO)
                .withDeleteDelay(Duration.ZERO)
                .withBootDelay(Duration.ZERO);
    }

    public SandboxSettings withPort(int newPort) {
        return new SandboxSettings(
                newPort,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withGlance(Glance newGlance) {
        return new SandboxSettings(
                port,
                newGlance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withLocations(Locations newLocations) {
        return new SandboxSettings(
                port,
                glance,
                newLocations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withSnapshotDelay(Duration delay) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                delay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withChildrenBlockDelete(boolean doThey) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                doThey,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withVolumeDelay(Duration delay) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                delay,
                deleteDelay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withDeleteDelay(Duration delay) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                delay,
                bootDelay,
                tokenLife,
                seed);
    }

    public SandboxSettings withBootDelay(Duration delay) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                delay,
                tokenLife,
                seed);
    }

    public SandboxSettings withTokenLife(Duration life) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                life,
                seed);
    }

    public SandboxSettings withSeed(long newSeed) {
        return new SandboxSettings(
                port,
                glance,
                locations,
                snapshotDelay,
                childrenBlockDelete,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife,
                newSeed);
    }

    WorldSettings forTheWorld() {
        return new WorldSettings(
                glance,
                locations,
                childrenBlockDelete,
                snapshotDelay,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife);
    }
}
