package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What can come into being after the end of a run that made an image: images under ids that were
 * given up, and volumes that were to be locations.
 */
record LateImages<F extends OneImage<F>>(
        Volumes volumes, Images images, ImageVolumes<F> imageVolumes, TakeDown<F> takeDown) {

    /** Some storage copies a whole disk for every volume that it makes. */
    static final Duration SLOWEST_COPY = Duration.ofDays(1);

    /**
     * Of a run that succeeded, the result stays. Until a late image is gone it may take a volume:
     * those wait.
     *
     * @param others what else is superfluous, and is asked to go already
     */
    Outcome<F> removedBeside(Run<F> run, List<Volume> marked, Removal others) {
        var late = takeDown.lateImage(run.facts()).orElse(null);
        var facts = run.facts().at(run.facts().climb().withLateImage(late));
        if (late != null) {
            return removed(late, facts, run);
        }
        var own = facts.climb().volumeId();
        var unowned = marked.stream().filter(volume -> !volume.id().equals(own)).toList();
        var removal = Removal.ofVolumes(volumes, unowned).and(others);
        if (removal.underWay()) {
            return new Outcome.NotYet<>(facts, pause(unowned, run));
        }
        return removal.refused() == null
                ? new Outcome.Done<>(facts)
                : new Outcome.Failed<>(facts, removal.refused());
    }

    private Outcome<F> removed(String imageId, F there, Run<F> run) {
        try {
            images.delete(imageId);
            return new Outcome.NotYet<>(there, run.pauseBetweenLooks());
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(there, trouble.problem());
        }
    }

    private static Duration pause(List<Volume> unowned, Run<?> run) {
        return unowned.stream().anyMatch(Volume::isBeingMade)
                ? Removal.WHILE_BLOCKED
                : run.pauseBetweenLooks();
    }

    /**
     * Of a run that was undone, or is stuck, nothing is to stay; it goes in the order of undoing.
     *
     * @param rest what is undone after the image and its volume
     */
    Outcome<F> removedAll(Run<F> ended, Function<Run<F>, Outcome<F>> rest) {
        var run = seeingLateImage(ended);
        var image = run.facts().image();
        if (image != null && image.deleted() && images.find(image.id()).isPresent()) {
            // stored first, so that it is known if it cannot be removed
            return new Outcome.NotYet<>(run.facts().as(image.there()), Duration.ZERO);
        }
        try {
            var gone = TakeDown.onceDone(run, takeDown::ofAll, rest);
            return gone instanceof Outcome.Done(var facts, _) ? new Outcome.Done<>(facts) : gone;
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(run.facts(), trouble.problem());
        }
    }

    /** Known even while another image is in the way. */
    private Run<F> seeingLateImage(Run<F> run) {
        var facts = run.facts();
        var late = takeDown.lateImage(facts).filter(id -> !id.equals(facts.imageId()));
        return run.knowing(facts.at(facts.climb().withLateImage(late.orElse(null))));
    }
}
