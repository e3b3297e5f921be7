package io.stillframe.snapshot;

import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks whether the image that a run has made is what it must be, before the run may succeed. */
record ImageInPlace<F extends OneImage<F>>(
        Images images,
        Volumes volumes,
        ImageVolumes<F> imageVolumes,
        Registration<F> registration) {

    /**
     * What was seen.
     *
     * @param ready whether all is as it must be; if not, it may still become so
     * @param unmade sentences about volumes that the run does not wait for
     * @param removal of those of its volumes that the image does not own
     */
    record Seen<F>(F facts, String imageId, boolean ready, List<String> unmade, Removal removal) {}

    /**
     * @throws Trouble if it is not what it must be, and will not become so
     */
    Seen<F> look(Run<F> run) {
        var id = Objects.requireNonNull(run.facts().imageId(), "registered before it is verified");
        var image =
                images.find(id)
                        .orElseThrow(() ->
                                changed(
                                        "Image %s is gone; somebody has deleted it."
                                                .formatted(id)));
        var marked = imageVolumes.of(run);
        var own = run.facts().climb().volumeId();
        var owned = own == null || marked.stream().anyMatch(volume -> volume.id().equals(own));
        refuseIfGone(owned, own, run.inStep());
        var unowned = marked.stream().filter(volume -> !volume.id().equals(own)).toList();
        var facts = run.facts().at(run.facts().climb().seeing(marked));
        return new Seen<>(
                facts,
                id,
                isAsSent(image, facts) && owned,
                stillBeingMade(unowned),
                Removal.ofVolumes(volumes, made(unowned)));
    }

    /** A list may lag behind for a while. */
    private static void refuseIfGone(boolean owned, @Nullable String own, Duration looked) {
        if (!owned && looked.compareTo(ServerSnapshot.MAY_LAG) > 0) {
            throw changed(
                    "Volume %s, the location of the image, is gone; somebody has deleted it."
                            .formatted(own));
        }
    }

    private static List<Volume> made(List<Volume> unowned) {
        return unowned.stream().filter(volume -> !volume.isBeingMade()).toList();
    }

    /** The run does not wait for what no image was ever given; the last look removes it. */
    private static List<String> stillBeingMade(List<Volume> unowned) {
        return unowned.stream()
                .filter(Volume::isBeingMade)
                .map(volume ->
                        "Volume %s, which was to be the location of the image, is still being made; it is deleted as soon as Cinder allows that."
                                .formatted(volume.id()))
                .toList();
    }

    /** Whether it is active; false if it may still become so. */
    private boolean isAsSent(Image image, F facts) {
        if (!registration.hasTheMappingSent(image, facts)) {
            throw changed(
                    "Image %s no longer has the mapping that was sent; somebody has changed it."
                            .formatted(image.id()));
        }
        return switch (image.status()) {
            case ACTIVE -> true;
            case SAVING, IMPORTING, UPLOADING, UNKNOWN -> false;
            case QUEUED, DEACTIVATED, KILLED, DELETED, PENDING_DELETE ->
                    throw changed(
                            "Image %s is %s instead of active."
                                    .formatted(image.id(), image.status().word()));
        };
    }

    static Trouble changed(String sentence) {
        return new Trouble(ProblemType.IMAGE_CHANGED.refusal(sentence));
    }
}
