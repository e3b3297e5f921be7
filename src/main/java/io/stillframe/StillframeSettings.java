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
 * What an operator sets under {@code stillframe}.
 *
 * @param settlingTime after this, a call to the cloud whose answer was lost is taken to have had no
 *     effect
 * @param attempts how often a step tries a change that fails but may have happened all the same
 * @param firstPause before the second attempt; each further one waits twice as long
 * @param longestPause between two attempts
 * @param stepLimit how long a step may take, forwards or backwards
 * @param runLimit how long a snapshot may take in all
 * @param sweepInterval between looks at what an ended snapshot has left behind
 * @param retention how long the record of a snapshot that left nothing behind is kept, or of an
 *     ended image creation
 * @param connectTimeout until a connection to a cloud service stands
 * @param callTimeout for one call to a cloud service; before it, half as long for a place of its
 *     project, for a place and for its turn
 * @param callsAtOnce to one cloud service; more wait for a place
 * @param callsAtOncePerProject to one cloud service with the rights of one project's callers; more
 *     wait, and leave the other places to other projects
 * @param callsPerSecond to one cloud service; more wait for their turn
 * @param snapshotsAtOnce of one project that are under way, and as many images that are made; more
 *     are refused
 * @param snapshotsUseGigabytes false where Cinder is set to no_snapshot_gb_quota, which no API
 *     shows
 * @param visibilities of images that callers may ask for
 * @param locationHosts hosts that callers may let Glance fetch images from: {@code host} or {@code
 *     host:port}; none by default
 * @param strategies that auto tries, in this order
 * @param imageVolumes whether a volume may be made of the root to be an image's location: probe
 *     makes a small empty one first, to see whether Glance takes it
 * @param imageStore name of Glance's Cinder store, where it has several stores
 * @param imageVolumeDeadline how long making an image volume may take
 * @param locationDeadline how long an image may take to become active after Glance has accepted its
 *     location
 * @param experienceLasts how long is believed what trying has shown about Glance
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
