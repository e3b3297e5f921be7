package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;

/**
 * Waits until every volume snapshot is really there: one list request a look, whatever the number
 * of volumes.
 */
record AwaitVolumeSnapshots(Volumes volumes) implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "await-volume-snapshots";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        if (run.inStep().isZero()) { // just asked for: nothing to see yet
            return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
        }
        var found = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());
        var facts = run.facts().with(found);
        var lost = facts.lost(run.inStep());
        if (lost.isPresent()) {
            return new Outcome.Failed<>(facts, problem(lost.get()));
        }
        return facts.volumes().stream().allMatch(volume -> Status.of(volume.status()).present())
                ? new Outcome.Done<>(
                        facts,
                        "all %d volume snapshots are there".formatted(facts.volumes().size()))
                : new Outcome.NotYet<>(facts, run.pauseBetweenLooks());
    }

    private Problem problem(SnapshotVolume volume) {
        var snapshotId = volume.snapshotId();
        var words =
                snapshotId == null
                        ? ""
                        : volumes.reasonOf(snapshotId)
                                .map(reason -> " Cinder says: " + reason)
                                .orElse("");
        return ProblemType.VOLUME_SNAPSHOT_FAILED.refusal(
                "Volume snapshot %s of volume %s went to %s instead of available.%s"
                        .formatted(snapshotId, volume.volumeId(), volume.status(), words));
    }
}
