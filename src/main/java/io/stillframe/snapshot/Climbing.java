package io.stillframe.snapshot;

import java.util.UUID;
import java.util.function.Supplier;

/** The steps of every plan that makes an image, and what they are made of. */
final class Climbing<F extends OneImage<F>> {

    private final Volumes volumes;
    private final Images images;
    private final LadderSettings settings;
    private final Experience experience;
    private final MappingText mappingText = new MappingText();
    private final ImageVolumes<F> imageVolumes;
    private final TakeDown<F> takeDown;
    private final Registration<F> registration;

    /**
     * @param ids gives a new random id for each image
     */
    Climbing(
            Volumes volumes,
            Images images,
            LadderSettings settings,
            Experience experience,
            Supplier<UUID> ids) {
        this.volumes = volumes;
        this.images = images;
        this.settings = settings;
        this.experience = experience;
        this.imageVolumes = new ImageVolumes<>(volumes, experience, settings.imageVolumeDeadline());
        this.takeDown = new TakeDown<>(images, imageVolumes);
        this.registration = new Registration<>(images, mappingText, ids);
    }

    ChooseStrategy<F> chooseStrategy() {
        return new ChooseStrategy<>(new Ladder(images, settings, experience), mappingText);
    }

    RegisterImage<F> registerImage() {
        return new RegisterImage<>(registration, takeDown);
    }

    ActivateImage<F> activateImage() {
        var addLocation =
                new AddLocation<F>(
                        images,
                        experience,
                        settings.store(),
                        settings.locationDeadline(),
                        settings.volumesVouchedFor());
        return new ActivateImage<>(images, registration, addLocation, imageVolumes, takeDown);
    }

    ImageInPlace<F> imageInPlace() {
        return new ImageInPlace<>(images, volumes, imageVolumes, registration);
    }

    ImageVolumes<F> imageVolumes() {
        return imageVolumes;
    }

    LateImages<F> lateImages() {
        return new LateImages<>(volumes, images, imageVolumes, takeDown);
    }
}
