package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run that makes one image knows of it: all that the ladder is climbed with, whatever the
 * image is of.
 *
 * @param <F> the facts themselves
 */
interface OneImage<F extends OneImage<F>> {

    /** How the image is to become active. */
    Strategy strategy();

    /** Of the image, and of what is made for it. */
    String name();

    /** Null until its id is chosen, which is before it is registered. */
    @Nullable OwnImage image();

    /** With another image, or none. */
    F as(@Nullable OwnImage image);

    Climb climb();

    F at(Climb climb);

    /** Each warning is said once, however often it is found. */
    F warned(Collection<String> more);

    /** The image under this id, with its mapping. */
    NewImage newImage(String id, MappingText text);

    /** As long as it will be, although not all that goes into it may be known yet. */
    NewImage sample(String id, MappingText text);

    /** The root's disk, if it can be made the image's location; null if it cannot. */
    @Nullable RootDisk rootDisk();

    /** Whose image it is, for the description of what is made for it. */
    String origin();

    /** Whether the image has a root without a location. */
    boolean hasRootWithoutLocation();

    /**
     * What a volume can be made from to be the image's location.
     *
     * @param snapshotId null until Cinder has named it
     * @param ours whether the run took the volume snapshot: only then may that itself be a
     *     location, for whoever deletes an image may delete what is there
     * @param volumeType the type's name; null for a volume without
     */
    record RootDisk(
            @Nullable String snapshotId,
            boolean ours,
            int sizeGib,
            @Nullable String volumeType,
            boolean encrypted) {

        /** Known once the volume snapshot is there. */
        String knownSnapshotId() {
            return Objects.requireNonNull(snapshotId, "it is there by now");
        }
    }

    /** Null until the image's id is chosen. */
    default @Nullable String imageId() {
        var own = image();
        return own == null ? null : own.id();
    }

    /** Known once its id is chosen. */
    default OwnImage ownImage() {
        return Objects.requireNonNull(image(), "its id is chosen first");
    }

    /** With no image for the moment; what was known under this id is still looked for. */
    default F givingUp(String imageId) {
        return as(null).at(climb().givingUp(imageId));
    }

    /** What appeared late under an id that was given up is the image again. */
    default F adopting(String late) {
        var own = image();
        var image = new OwnImage(late, true, false, false);
        return own == null ? as(image) : givingUp(own.id()).as(image);
    }
}
