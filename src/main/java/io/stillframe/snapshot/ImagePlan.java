package io.stillframe.snapshot;

import io.stillframe.workflow.Plan;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** How an image is made out of any block devices, or of data elsewhere. */
public final class ImagePlan {

    /** Stored with every run. */
    public static final String NAME = "create-image";

    private ImagePlan() {}

    /**
     * @param ids gives a new random id for each image
     */
    public static Plan<ImageCreation> of(
            Servers servers,
            Volumes volumes,
            Images images,
            LadderSettings settings,
            Experience experience,
            Supplier<UUID> ids) {
        var climbing = new Climbing<ImageCreation>(volumes, images, settings, experience, ids);
        return new Plan<>(
                NAME,
                ImageCreation::again,
                ImageCreation::leavesSomething,
                List.of(
                        new CheckMapping(servers, volumes, images),
                        climbing.chooseStrategy(),
                        climbing.registerImage(),
                        climbing.activateImage(),
                        new VerifyImage(climbing.imageInPlace())),
                new RemoveLateImages(climbing.imageVolumes(), climbing.lateImages()));
    }
}
