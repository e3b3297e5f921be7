package io.stillframe.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says about the ways to make an image active.
 *
 * @param auto the strategies that {@code auto} tries, in this order
 * @param imageVolumes whether a volume may be made of the root to be the image's location
 * @param store the name of Glance's Cinder store where there are several; null where there is one
 * @param imageVolumeDeadline how long making the image volume may take before the next rung
 * @param locationDeadline how long an image may take to become active after a location was accepted
 * @param volumesVouchedFor our service token goes along with a caller's where an image volume
 *     becomes a location
 */
public record LadderSettings(
        List<Strategy> auto,
        ImageVolumeRule imageVolumes,
        @Nullable String store,
        Duration imageVolumeDeadline,
        Duration locationDeadline,
        boolean volumesVouchedFor) {

    public LadderSettings {
        auto = List.copyOf(auto);
        if (auto.isEmpty() || auto.contains(Strategy.AUTO)) {
            throw new IllegalArgumentException(
                    "stillframe.strategies must name at least one of root-location, zero-size and"
                            + " empty-upload, and not auto.");
        }
    }

    /** Without our service token along. */
    public LadderSettings(
            List<Strategy> auto,
            ImageVolumeRule imageVolumes,
            @Nullable String store,
            Duration imageVolumeDeadline,
            Duration locationDeadline) {
        this(auto, imageVolumes, store, imageVolumeDeadline, locationDeadline, false);
    }

    public enum ImageVolumeRule {
        /** Where a small empty volume has shown that Glance takes volumes as locations. */
        PROBE,
        ALWAYS,
        NEVER
    }
}
