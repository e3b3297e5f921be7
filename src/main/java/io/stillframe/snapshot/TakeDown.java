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
record TakeDown(Images images, ImageVolumes imageVolumes) {

    /** Done when none of them is left. */
    Outcome<ServerSnapshot> ofAll(Run<ServerSnapshot> run) {
        return onceDone(
                run,
                this::ofImage,
                gone -> onceDone(gone, this::ofLateImage, imageVolumes::removed));
    }

    /** What a rung that was left has made; then the next one begins. */
    Outcome<ServerSnapshot> ofRungLeft(Run<ServerSnapshot> run) {
        var image = run.facts().image();
        if (image == null || !image.unwanted()) {
            return onceDone(run, imageVolumes::removedButForUnmade, TakeDown::tidied);
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

    private static Outcome<ServerSnapshot> tidied(Run<ServerSnapshot> run) {
        var facts = run.facts();
        return new Outcome.NotYet<>(facts.at(facts.climb().tidied()), Duration.ZERO);
    }

    /** It is the run's image again, to be taken down, or listed, like any other. */
    private Outcome<ServerSnapshot> ofLateImage(Run<ServerSnapshot> run) {
        var late = lateImage(run.facts());
        return late.isEmpty()
                ? run.done()
                : new Outcome.NotYet<>(run.facts().adopting(late.get()), Duration.ZERO);
    }

    /** The id of an image that was given up and has appeared after all. */
    Optional<String> lateImage(ServerSnapshot facts) {
        return facts.climb().formerImages().stream()
                .filter(id -> images.find(id).isPresent())
                .findFirst();
    }

    private Outcome<ServerSnapshot> ofImage(Run<ServerSnapshot> run) {
        var own = run.facts().image();
        return own == null || own.deleted() ? run.done() : removed(own, run);
    }

    private Outcome<ServerSnapshot> removed(OwnImage own, Run<ServerSnapshot> run) {
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
    private Outcome<ServerSnapshot> blocked(ServerSnapshot facts, Trouble trouble) {
        var blockers = imageVolumes.blockers(facts);
        if (blockers.isEmpty()) {
            throw trouble;
        }
        return new Outcome.NotYet<>(facts.warned(blockers), Removal.WHILE_BLOCKED);
    }

    /** The second only when the first is done; the notes of both. */
    static Outcome<ServerSnapshot> onceDone(
            Run<ServerSnapshot> run,
            Function<Run<ServerSnapshot>, Outcome<ServerSnapshot>> first,
            Function<Run<ServerSnapshot>, Outcome<ServerSnapshot>> second) {
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
