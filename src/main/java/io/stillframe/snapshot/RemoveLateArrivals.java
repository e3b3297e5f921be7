package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;

/**
 * Looks at an ended run once more: a call whose answer was lost may have taken effect after the
 * end. Whatever carries the run's mark and is not part of the result goes.
 */
record RemoveLateArrivals(
        Volumes volumes,
        ImageVolumes<ServerSnapshot> imageVolumes,
        LateImages<ServerSnapshot> lateImages,
        SnapshotVolumes snapshotVolumes)
        implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "look-again";
    }

    @Override
    public Duration timeLimit(Patience patience) {
        return patience.stepLimit().plus(LateImages.SLOWEST_COPY);
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var known = run.facts();
        if (known.everyVolumeId().isEmpty()) {
            return run.done();
        }
        var there = volumes.snapshotsMarked(run.id(), known.everyVolumeId());
        var marked = imageVolumes.of(run);
        var facts = known.with(there);
        var climb = known.climb();
        return run.phase() instanceof Phase.Succeeded
                ? lateImages.removedBeside(
                        run.knowing(facts.at(climb.seeing(marked))),
                        marked,
                        Removal.of(volumes, known.surplus(there)))
                : lateImages.removedAll(
                        run.knowing(facts.at(climb.seeingAll(marked))), snapshotVolumes::undo);
    }
}
