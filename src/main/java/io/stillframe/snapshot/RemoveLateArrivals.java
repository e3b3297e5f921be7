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
record RemoveLateArrivals(Volumes volumes, Images images, ImageVolumes imageVolumes)
        implements Step<ServerSnapshot> {

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
        var madeForImage = imageVolumes.of(run);
        var facts = known.with(there);
        // of one that is stuck, what is left is listed for a person, and stays
        boolean undone = run.phase() instanceof Phase.Undone;
        var image = undone ? known.image() : null;
        if (image != null && images.find(image.id()).isPresent()) {
            return imageRemoved(image, facts, run);
        }
        var own = undone ? null : known.climb().volumeId();
        var removal =
                Removal.ofVolumes(
                                volumes,
                                madeForImage.stream()
                                        .filter(volume -> !volume.id().equals(own))
                                        .toList())
                        .and(Removal.of(volumes, undone ? there : known.surplus(there)));
        if (removal.underWay()) {
            return new Outcome.NotYet<>(facts, run.pauseBetweenLooks());
        }
        return removal.refused() == null
                ? new Outcome.Done<>(facts)
                : new Outcome.Failed<>(facts, removal.refused());
    }

    private Outcome<ServerSnapshot> imageRemoved(
            OwnImage image, ServerSnapshot facts, Run<ServerSnapshot> run) {
        var there = facts.as(image.there());
        try {
            images.delete(image.id());
            return new Outcome.NotYet<>(there, run.pauseBetweenLooks());
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(there, trouble.problem());
        }
    }
}
