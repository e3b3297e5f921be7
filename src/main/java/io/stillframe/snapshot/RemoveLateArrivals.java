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
        Volumes volumes,
        Images images,
        ImageVolumes imageVolumes,
        TakeDown takeDown,
        SnapshotVolumes snapshotVolumes)
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
        if (known.everyVolumeId().isEmpty()) {
            return run.done();
        }
        var there = volumes.snapshotsMarked(run.id(), known.everyVolumeId());
        var marked = imageVolumes.of(run);
        var facts = known.with(there);
        var climb = known.climb();
        return run.phase() instanceof Phase.Succeeded
                ? ofTheOthers(
                        run.knowing(facts.at(climb.seeing(marked))), marked, known.surplus(there))
                : ofAll(seeingLateImage(run.knowing(facts.at(climb.seeingAll(marked)))));
    }

    /** Known even while another image is in the way. */
    private Run<ServerSnapshot> seeingLateImage(Run<ServerSnapshot> run) {
        var facts = run.facts();
        var late = takeDown.lateImage(facts).filter(id -> !id.equals(facts.imageId()));
        return run.knowing(facts.at(facts.climb().withLateImage(late.orElse(null))));
    }

    /** Of one that was undone, or is stuck, nothing is to stay; it goes in the order of undoing. */
    private Outcome<ServerSnapshot> ofAll(Run<ServerSnapshot> run) {
        var image = run.facts().image();
        if (image != null && image.deleted() && images.find(image.id()).isPresent()) {
            // stored first, so that it is known if it cannot be removed
            return new Outcome.NotYet<>(run.facts().as(image.there()), Duration.ZERO);
        }
        try {
            var gone = TakeDown.onceDone(run, takeDown::ofAll, snapshotVolumes::undo);
            return gone instanceof Outcome.Done(var facts, _) ? new Outcome.Done<>(facts) : gone;
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(run.facts(), trouble.problem());
        }
    }

    /**
     * Of one that succeeded, the result stays. Until a late image is gone it may take a volume:
     * those wait.
     */
    private Outcome<ServerSnapshot> ofTheOthers(
            Run<ServerSnapshot> run, List<Volume> marked, List<VolumeSnapshot> surplus) {
        var late = takeDown.lateImage(run.facts()).orElse(null);
        var facts = run.facts().at(run.facts().climb().withLateImage(late));
        var ofSurplus = Removal.of(volumes, surplus);
        if (late != null) {
            return removed(late, facts, run);
        }
        var own = facts.climb().volumeId();
        var unowned = marked.stream().filter(volume -> !volume.id().equals(own)).toList();
        var removal = Removal.ofVolumes(volumes, unowned).and(ofSurplus);
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
