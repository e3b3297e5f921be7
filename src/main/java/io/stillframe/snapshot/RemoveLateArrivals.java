package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;

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
        var facts = run.facts();
        if (facts.volumes().isEmpty()) {
            return run.done();
        }
        var there = volumes.snapshotsMarked(run.id(), facts.volumeIds());
        // of one that is stuck, what is left is listed for a person, and stays
        boolean undone = run.phase() instanceof Phase.Undone;
        boolean found = Surplus.removed(volumes, undone ? there : facts.surplus(there));
        if (undone && facts.imageId() != null && images.find(facts.imageId()).isPresent()) {
            images.delete(facts.imageId());
            found = true;
        }
        return found ? new Outcome.NotYet<>(facts, run.pauseBetweenLooks()) : run.done();
    }
}
