package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;

/**
 * Looks at an ended run once more: a call whose answer was lost may have taken effect after the
 * end. Whatever carries the run's mark and is not part of the result goes.
 */
record RemoveLateArrivals(
        Volumes volumes, Images images, ImageVolumes imageVolumes, TakeDown takeDown)
        implements Step<ServerSnapshot> {

    /** Some storage copies a whole disk for every volume that it makes. */
    private static final Duration SLOWEST_COPY = Duration.ofDays(1);

    @Override
    public String name() {
        return "look-again";
    }

    @Override
    public Duration timeLimit(Patience patience) {
        return patience.stepLimit().plus(SLOWEST_COPY);
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var known = run.facts();
        if (known.volumes().isEmpty()) {
            return run.done();
        }
        var there = volumes.snapshotsMarked(run.id(), known.volumeIds());
        var marked = imageVolumes.of(run);
        var facts = known.with(there).at(known.climb().seeing(marked));
        // of one that is stuck, what is left is listed for a person, and stays
        boolean undone = run.phase() instanceof Phase.Undone;
        var image = undone ? known.image() : null;
        if (image != null && images.find(image.id()).isPresent()) {
            return removed(image.id(), facts.as(image.there()), run);
        }
        var late = takeDown.lateImage(facts);
        if (late.isPresent()) {
            return undone
                    ? new Outcome.NotYet<>(facts.adopting(late.get()), Duration.ZERO)
                    : removed(late.get(), facts, run);
        }
        var own = undone ? null : known.climb().volumeId();
        var unowned = marked.stream().filter(volume -> !volume.id().equals(own)).toList();
        var removal =
                Removal.ofVolumes(volumes, unowned)
                        .and(Removal.of(volumes, undone ? there : known.surplus(there)));
        if (removal.underWay()) {
            return new Outcome.NotYet<>(facts, pause(unowned, run));
        }
        return removal.refused() == null
                ? new Outcome.Done<>(facts)
                : new Outcome.Failed<>(facts, removal.refused());
    }

    private Outcome<ServerSnapshot> removed(
            String imageId, ServerSnapshot there, Run<ServerSnapshot> run) {
        try {
            images.delete(imageId);
            return new Outcome.NotYet<>(there, run.pauseBetweenLooks());
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(there, trouble.problem());
        }
    }

    private static Duration pause(List<Volume> unowned, Run<ServerSnapshot> run) {
        return unowned.stream().anyMatch(Volume::isBeingMade)
                ? Removal.WHILE_BLOCKED
                : run.pauseBetweenLooks();
    }
}
