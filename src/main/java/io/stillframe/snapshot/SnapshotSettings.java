package io.stillframe.snapshot;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operator says about the cloud, because no API does.
 *
 * @param snapshotsUseGigabytes false where Cinder is set to {@code no_snapshot_gb_quota}
 * @param visibilities that callers may ask for; {@code private} unless the operator allows more
 * @param locationHosts that images may be fetched from: {@code host} for the usual port, or {@code
 *     host:port}; in lower case
 * @param ladder how images may become active
 */
public record SnapshotSettings(
        boolean snapshotsUseGigabytes,
        Set<String> visibilities,
        Set<String> locationHosts,
        LadderSettings ladder) {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]+)?");

    public SnapshotSettings {
        locationHosts = Set.copyOf(locationHosts);
        for (var host : locationHosts) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "stillframe.location-hosts must name hosts as host or host:port, without https:// and without a path; %s is none."
                                .formatted(host));
            }
        }
    }
}
