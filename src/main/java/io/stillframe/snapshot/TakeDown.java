package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes down the image, and then the volume that was made to be its location. The image is awaited
 * first: it takes its volume along, and until it is gone it still can take one.
 */
record TakeDown<F extends OneImage<F>>(Images images, ImageVolumes<F> imageVolumes) {

    /** Done when none of them is left. */
    Outcome<F> ofAll(Run<F> run) {
        return onceDone(
                run,
                this::ofImage,
                gone -> onceDone(gone, this::ofLateImage, imageVolumes::removed));
    }

    /** What a rung that was left has made; then the next one begins. */
    Outcome<F> ofRungLeft(Run<F> run) {
        var image = run.facts().image();
        if (image == null || !image.unwanted()) {
            return onceDone(run, imageVolumes::removedButForUnmade, this::tidied);
        }
        return onceDone(
                run,
                this::ofImage,
                gone ->
                        onceDone(
                                gone,
                                imageVolumes::removedButForUnmade,
                                left -> tidied(left.knowing(left.facts().givingUp(image.id())))));
    }

    private Outcome<F> tidied(Run<F> run) {
        var facts = run.facts();
        return new Outcome.NotYet<>(facts.at(facts.climb().tidied()), Duration.ZERO);
    }

    /** It is the run's image again, to be taken down, or listed, like any other. */
    private Outcome<F> ofLateImage(Run<F> run) {
        var late = lateImage(run.facts());
        return late.isEmpty()
                ? run.done()
                : new Outcome.NotYet<>(run.facts().adopting(late.get()), Duration.ZERO);
    }

    /** The id of an image that was given up and has appeared after all. */
    Optional<String> lateImage(F facts) {
        return facts.climb().formerImages().stream()
                .filter(id -> images.find(id).isPresent())
                .findFirst();
    }

    private Outcome<F> ofImage(Run<F> run) {
        var own = run.facts().image();
        return own == null || own.deleted() ? run.done() : removed(own, run);
    }

    private Outcome<F> removed(OwnImage own, Run<F> run) {
        var id = own.id();
        var image = images.find(id);
        if (image.isEmpty()) {
            return run.mayStillAppear(Registration.key(id))
                    ? new Outcome.NotYet<>(run.facts(), run.pauseToSettle())
                    : new Done<>(run.facts().as(own.gone()), "image %s is gone".formatted(id));
        }
        if (image.get().isProtected()) {
            throw new Trouble(
                    ProblemType.IMAGE_LEFT.refusal(
                            "Image %s is protected. Take the protection off (openstack image set --unprotected %s), then delete again."
                                    .formatted(id, id)));
        }
        try {
            images.delete(id);
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        } catch (Trouble trouble) {
            return blocked(run.facts(), trouble);
        }
    }

    /** Glance only says that it failed when Cinder does not let go of the image's volume. */
    private Outcome<F> blocked(F facts, Trouble trouble) {
        var blockers = imageVolumes.blockers(facts);
        if (blockers.isEmpty()) {
            throw trouble;
        }
        return new Outcome.NotYet<>(facts.warned(blockers), Removal.WHILE_BLOCKED);
    }

    /** The second only when the first is done; the notes of both. */
    static <F> Outcome<F> onceDone(
            Run<F> run, Function<Run<F>, Outcome<F>> first, Function<Run<F>, Outcome<F>> second) {
        var outcome = first.apply(run);
        if (!(outcome instanceof Done(var facts, var note))) {
            return outcome;
        }
        var next = second.apply(run.knowing(facts));
        return next instanceof Done(var all, var more)
                ? new Done<>(
                        all,
                        Stream.of(note, more)
                                .filter(Objects::nonNull)
                                .reduce((one, other) -> one + ", " + other)
                                .orElse(null))
                : next;
    }
}
