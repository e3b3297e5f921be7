package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;

/**
 * Waits until every volume snapshot is really there: one list request a look, whatever the number
 * of volumes.
 */
record AwaitVolumeSnapshots(Volumes volumes) implements Step<ServerSnapshot> {

    /** A list read from a replica of Cinder's database may not show yet what was just made. */
    private static final Duration MAY_LAG = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "await-volume-snapshots";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        if (run.inStep().isZero()) {
            return new Outcome.NotYet<>(
                    run.facts(), run.pauseBetweenLooks()); // just asked for: nothing to see yet
        }
        var found = volumes.snapshotsMarked(run.id(), run.facts().volumeIds());
        var facts = run.facts().with(found);
        for (var volume : facts.volumes()) {
            var status = Status.of(volume.status());
            if (status.lost()
                    && (status != Status.DELETED || run.inStep().compareTo(MAY_LAG) > 0)) {
                return new Outcome.Failed<>(facts, problem(volume));
            }
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
