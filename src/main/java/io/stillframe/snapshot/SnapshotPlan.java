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
            Experience experience,
            Supplier<UUID> ids) {
        var climbing =
                new Climbing<ServerSnapshot>(volumes, images, settings.ladder(), experience, ids);
        var snapshotVolumes = new SnapshotVolumes(volumes);
        return new Plan<>(
                NAME,
                ServerSnapshot::again,
                ServerSnapshot::leavesSomething,
                List.of(
                        new InspectServer(servers, volumes, images, cloud, new MappingText()),
                        climbing.chooseStrategy(),
                        new CheckLimits(volumes, runs, settings.snapshotsUseGigabytes()),
                        snapshotVolumes,
                        new AwaitVolumeSnapshots(volumes),
                        climbing.registerImage(),
                        climbing.activateImage(),
                        new VerifySnapshot(servers, volumes, climbing.imageInPlace())),
                new RemoveLateArrivals(
                        volumes, climbing.imageVolumes(), climbing.lateImages(), snapshotVolumes));
    }
}
