package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;

/**
 * Looks at an ended run once more: a call whose answer was lost may have taken effect after the
 * end. Whatever carries the run's mark and is not part of the result goes.
 */
record RemoveLateArrivals(Volumes volumes, Images images) implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "look-again";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var known = run.facts();
        if (known.volumes().isEmpty()) {
            return run.done();
        }
        var there = volumes.snapshotsMarked(run.id(), known.volumeIds());
        var facts = known.with(there);
        // of one that is stuck, what is left is listed for a person, and stays
        boolean undone = run.phase() instanceof Phase.Undone;
        var removal = Removal.of(volumes, undone ? there : known.surplus(there));
        var image = undone ? known.image() : null;
        if (image != null && images.find(image.id()).isPresent()) {
            return imageRemoved(image, facts, run);
        }
        if (removal.underWay()) {
            return new Outcome.NotYet<>(facts, run.pauseBetweenLooks());
        }
        return removal.refused() == null
                ? new Outcome.Done<>(facts)
                : new Outcome.Failed<>(facts, removal.refused());
    }

    private Outcome<ServerSnapshot> imageRemoved(
            OwnImage image, ServerSnapshot facts, Run<ServerSnapshot> run) {
        var there = facts.as(new OwnImage(image.id(), image.strategy(), false));
        try {
            images.delete(image.id());
            return new Outcome.NotYet<>(there, run.pauseBetweenLooks());
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(there, trouble.problem());
        }
    }
}
