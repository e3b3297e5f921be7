package io.stillframe.snapshot;

import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Runs;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** How a volume-backed server becomes a bootable image. */
public final class SnapshotPlan {

    /** Stored with every run. */
    public static final String NAME = "snapshot-server";

    private SnapshotPlan() {}

    /**
     * @param ids gives a new random id for each image
     */
    public static Plan<ServerSnapshot> of(
            Servers servers,
            Volumes volumes,
            Images images,
            Cloud cloud,
            Runs<ServerSnapshot> runs,
            SnapshotSettings settings,
            Supplier<UUID> ids) {
        var mappingText = new MappingText();
        return new Plan<>(
                NAME,
                List.of(
                        new InspectServer(servers, volumes, images, cloud, mappingText),
                        new CheckLimits(volumes, runs, settings.snapshotsUseGigabytes()),
                        new SnapshotVolumes(volumes),
                        new AwaitVolumeSnapshots(volumes),
                        new RegisterImage(images, mappingText, ids),
                        new ActivateImage(images),
                        new VerifySnapshot(servers, volumes, images, mappingText)),
                new RemoveLateArrivals(volumes, images));
    }
}
