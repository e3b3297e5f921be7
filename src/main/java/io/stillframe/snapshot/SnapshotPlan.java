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
        var mappingText = new MappingText();
        var rules = settings.ladder();
        var ladder = new Ladder(images, rules, experience);
        var imageVolumes = new ImageVolumes(volumes, experience, rules.imageVolumeDeadline());
        var takeDown = new TakeDown(images, imageVolumes);
        var registration = new Registration(images, mappingText, ids);
        var addLocation =
                new AddLocation(images, experience, rules.store(), rules.locationDeadline());
        var snapshotVolumes = new SnapshotVolumes(volumes);
        return new Plan<>(
                NAME,
                ServerSnapshot::again,
                ServerSnapshot::leavesSomething,
                List.of(
                        new InspectServer(servers, volumes, images, cloud, mappingText),
                        new ChooseStrategy(ladder, mappingText),
                        new CheckLimits(volumes, runs, settings.snapshotsUseGigabytes()),
                        snapshotVolumes,
                        new AwaitVolumeSnapshots(volumes),
                        new RegisterImage(registration, takeDown),
                        new ActivateImage(
                                images, registration, addLocation, imageVolumes, takeDown),
                        new VerifySnapshot(servers, volumes, images, imageVolumes, mappingText)),
                new RemoveLateArrivals(volumes, images, imageVolumes, takeDown, snapshotVolumes));
    }
}
