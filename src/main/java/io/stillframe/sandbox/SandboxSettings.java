package io.stillframe.sandbox;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.WorldSettings;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * How the simulated cloud is set up.
 *
 * @param port Where the simulated cloud listens, on 127.0.0.1 only; `0` takes any free port.
 * @param glance Which image API it serves: `both`, `v1` or `v2`. With `v1` alone it has a Nova of
 *     that time.
 * @param locations What callers may do with an image's locations: `volumes` as with stock stores,
 *     `snapshots` where volume snapshots are taken, too, `closed`, `service-only` as Glance 2.17
 *     for the role `service`.
 * @param store The name of its image store on volumes, as in a Glance of several stores, where a
 *     location has to name its store; without it, a Glance that knows no names.
 * @param httpStore Whether its Glance takes `http` and `https` locations. It really asks the
 *     address for the size, for two seconds at most.
 * @param snapshotDelay How long its storage takes to make a volume snapshot.
 * @param childrenBlockDelete Whether a volume snapshot stays as long as a volume made from it is
 *     there.
 * @param volumeDelay How long its storage takes to make a volume.
 * @param deleteDelay How long a volume, a volume snapshot or a server takes to go.
 * @param bootDelay How long a server takes to boot.
 * @param tokenLife How long its tokens are good.
 * @param seed What ids and faults are drawn from.
 */
@ConfigurationProperties("stillframe.sandbox")
public record SandboxSettings(
        @DefaultValue("8090") int port,
        @DefaultValue("both") Glance glance,
        @DefaultValue("volumes") Locations locations,
        @DefaultValue("") String store,
        @DefaultValue("true") boolean httpStore,
        @DefaultValue("500ms") Duration snapshotDelay,
        @DefaultValue("true") boolean childrenBlockDelete,
        @DefaultValue("200ms") Duration volumeDelay,
        @DefaultValue("100ms") Duration deleteDelay,
        @DefaultValue("300ms") Duration bootDelay,
        @DefaultValue("1h") Duration tokenLife,
        @DefaultValue("1") long seed) {

    /** These settings, such as {@code glance=v1}; the defaults for the rest. */
    public static SandboxSettings of(String... settings) {
        var named =
                Stream.of(settings)
                        .map(setting -> setting.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        setting -> setting[0],
                                        setting -> setting[1],
                                        (_, last) -> last));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("", SandboxSettings.class);
    }

    /** For tests: any free port, and nothing takes any time unless these settings say so. */
    public static SandboxSettings quick(String... settings) {
        var quick =
                Stream.of(
                        "port=0",
                        "snapshot-delay=0s",
                        "volume-delay=0s",
                        "delete-delay=0s",
                        "boot-delay=0s");
        return of(Stream.concat(quick, Stream.of(settings)).toArray(String[]::new));
    }

    WorldSettings forTheWorld() {
        return new WorldSettings(
                glance,
                locations,
                store,
                childrenBlockDelete,
                snapshotDelay,
                volumeDelay,
                deleteDelay,
                bootDelay,
                tokenLife);
    }
}
