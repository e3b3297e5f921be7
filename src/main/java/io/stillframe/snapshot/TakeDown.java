package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;

/**
 * Takes down the image, and then the volume that was made to be its location. The image is awaited
 * first: it takes its volume along, and until it is gone it still can take one.
 */
record TakeDown(Images images, ImageVolumes imageVolumes) {

    /** Done when neither is left. */
    Outcome<ServerSnapshot> ofAll(Run<ServerSnapshot> run) {
        var image = run.facts().image();
        if (image == null || image.deleted()) {
            return imageVolumes.removed(run);
        }
        var outcome = removed(image, run);
        return outcome instanceof Done(var facts, var note)
                ? noted(note, imageVolumes.removed(run.knowing(facts)))
                : outcome;
    }

    /** What a rung that was left has made; then the next one begins. */
    Outcome<ServerSnapshot> ofRungLeft(Run<ServerSnapshot> run) {
        var image = run.facts().image();
        var another = image != null && image.unwanted();
        var outcome = another ? ofAll(run) : imageVolumes.removed(run);
        return outcome instanceof Done(var facts, _)
                ? new Outcome.NotYet<>(
                        facts.as(another ? null : image).at(facts.climb().tidied()), Duration.ZERO)
                : outcome;
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

    private static Outcome<ServerSnapshot> noted(
            @org.jspecify.annotations.Nullable String note, Outcome<ServerSnapshot> outcome) {
        return outcome instanceof Done(var facts, var second)
                ? new Done<>(facts, second == null ? note : note + ", " + second)
                : outcome;
    }
}
