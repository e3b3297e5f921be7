package io.stillframe;

import io.stillframe.openstack.Limits;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets under {@code stillframe}. The sentences about each are those of
 * docs/operations.md: {@code SettingsDocsTest} takes them from here.
 *
 * @param settlingTime How long after its reply was lost a call is taken to have had no effect;
 *     where no reply can come, because the process died, two and a half times `call-timeout` is
 *     added. Must be longer than a request can linger in the cloud's queues.
 * @param attempts How often a change is tried that fails and may have happened all the same. What
 *     certainly did not happen, because the service was away or asked to wait, is tried until
 *     `step-limit` or `run-limit` is up.
 * @param firstPause The pause before the second attempt; each further one waits twice as long, or
 *     as long as the service asks for.
 * @param longestPause The longest pause between two attempts, unless the service asks for more.
 * @param stepLimit How long one step may take, forwards or backwards.
 * @param runLimit How long the whole way forward may take.
 * @param sweepInterval The time between looks at a snapshot that has left something behind.
 * @param retention How long the record of a `failed`, `cancelled` or `deleted` snapshot is kept,
 *     and that of an image creation, with its `Idempotency-Key`, however it ended.
 * @param connectTimeout How long it may take until a connection to a cloud service stands.
 * @param callTimeout How long one call to a cloud service may take, once it is sent. Before that,
 *     half as long for one of the project's places, for a place among the calls under way, and for
 *     its turn.
 * @param callsAtOnce Calls under way to one service (Keystone, Nova, Cinder or Glance), and
 *     connections to it, at least 1; more wait for a place. Questions to Keystone about callers'
 *     tokens have as many of their own, apart from our logins.
 * @param callsAtOncePerProject Calls under way to one service for one project, at least 1, of all
 *     `calls-at-once`; only with `rights=caller`, where there are several projects.
 * @param callsPerSecond Calls to one service by one replica, at least 1; more wait for their turn.
 * @param snapshotsAtOnce Snapshots under way in one project, on all replicas together, and as many
 *     images that are made, at least 1; more are answered 429. Deleting does not count.
 * @param snapshotsUseGigabytes Whether volume snapshots count against Cinder's gigabytes: `false`
 *     where Cinder has `no_snapshot_gb_quota`, which no API shows; then gigabytes are not checked.
 * @param visibilities The visibilities of images that callers may ask for: `private` always, and
 *     those of `shared`, `community` and `public` that are named here. Others cannot boot such an
 *     image without access to its volume snapshots.
 * @param locationHosts Hosts that an image's `location` may name, as `host` or `host:port`. Glance
 *     asks them, and follows where they redirect to.
 * @param strategies What `auto` tries, in this order: at least one of `root-location`, `zero-size`
 *     and `empty-upload`.
 * @param imageVolumes Whether a volume may be made of the root to be an image's location: `probe`
 *     tries an empty one of 1 GiB first, `always`, `never`.
 * @param imageStore The name of Glance's Cinder store, where it has several stores.
 * @param imageVolumeDeadline How long making an image volume may take before the next way is tried.
 * @param locationDeadline How long an image may take to become active after Glance (2.17 and newer)
 *     has accepted its location.
 * @param experienceLasts How long is believed what trying has shown about locations.
 */
@ConfigurationProperties("stillframe")
public record StillframeSettings(
        @DefaultValue("30s") Duration settlingTime,
        @DefaultValue("8") int attempts,
        @DefaultValue("500ms") Duration firstPause,
        @DefaultValue("30s") Duration longestPause,
        @DefaultValue("1h") Duration stepLimit,
        @DefaultValue("2h") Duration runLimit,
        @DefaultValue("15m") Duration sweepInterval,
        @DefaultValue("30d") Duration retention,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("60s") Duration callTimeout,
        @DefaultValue("32") int callsAtOnce,
        @DefaultValue("16") int callsAtOncePerProject,
        @DefaultValue("100") int callsPerSecond,
        @DefaultValue("20") int snapshotsAtOnce,
        @DefaultValue("true") boolean snapshotsUseGigabytes,
        @DefaultValue("private") Set<String> visibilities,
        @DefaultValue Set<String> locationHosts,
        @DefaultValue({"root-location", "zero-size", "empty-upload"}) List<Strategy> strategies,
        @DefaultValue("probe") ImageVolumeRule imageVolumes,
        @Nullable String imageStore,
        @DefaultValue("30m") Duration imageVolumeDeadline,
        @DefaultValue("1m") Duration locationDeadline,
        @DefaultValue("15m") Duration experienceLasts) {

    Patience patience() {
        return new Patience(
                settlingTime,
                limits().longest(),
                attempts,
                firstPause,
                longestPause,
                stepLimit,
                runLimit,
                sweepInterval);
    }

    Limits limits() {
        return new Limits(
                connectTimeout, callTimeout, callsAtOnce, callsAtOncePerProject, callsPerSecond);
    }

    SnapshotSettings snapshots(boolean volumesVouchedFor) {
        return new SnapshotSettings(
                snapshotsUseGigabytes,
                visibilities,
                lowerCase(locationHosts),
                new LadderSettings(
                        strategies,
                        imageVolumes,
                        imageStore == null || imageStore.isBlank() ? null : imageStore.strip(),
                        imageVolumeDeadline,
                        locationDeadline,
                        volumesVouchedFor));
    }

    private static Set<String> lowerCase(Set<String> hosts) {
        return hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
