package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Asks for a volume snapshot of every volume at once: one look for what is there, then only what is
 * missing.
 */
record SnapshotVolumes(Volumes volumes) implements Step<ServerSnapshot> {

    /** To take a volume snapshot: most storage needs seconds. */
    private static final Duration LONG = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "snapshot-volumes";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var there = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());
        var facts = run.facts().with(there);
        var missing = facts.volumesWithoutSnapshot();
        if (missing.isEmpty()) {
            return new Outcome.Done<>(
                    facts, "all %d volume snapshots were there".formatted(there.size()));
        }
        var wanted = missing.stream().map(volume -> wanted(volume, facts)).toList();
        return run.ask(
                facts,
                missing.stream().map(SnapshotVolumes::key).toList(),
                () -> {
                    var asked = volumes.snapshotAll(run.id(), wanted);
                    var all = Stream.concat(there.stream(), asked.stream()).toList();
                    return new Outcome.Done<>(
                            facts.with(all),
                            "asked for %d volume snapshots".formatted(asked.size()));
                });
    }

    /** Deletes by the mark, whatever we know of: a reply may have been lost. */
    @Override
    public Outcome<ServerSnapshot> undo(Run<ServerSnapshot> run) {
        var left = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());
        var facts = run.facts().with(left);
        if (left.isEmpty()) {
            return new Outcome.Done<>(facts, "no volume snapshot is left");
        }
        return Removal.of(volumes, left)
                .and(blockers(run, left))
                .and(lostByTheStorage(run, left))
                .outcome(run, facts);
    }

    /** A message to Cinder's storage that was lost leaves one in this status for ever. */
    private static List<String> lostByTheStorage(
            Run<ServerSnapshot> run, List<VolumeSnapshot> left) {
        return run.inStep().compareTo(LONG) < 0
                ? List.of()
                : left.stream()
                        .filter(snapshot -> snapshot.status() == Status.CREATING)
                        .map(snapshot ->
                                "Volume snapshot %s is still creating, and Cinder does not delete it before it is done. If the storage has lost it, an administrator must set it to error (openstack volume snapshot set --state error %s); then it is deleted."
                                        .formatted(snapshot.id(), snapshot.id()))
                        .toList();
    }

    /**
     * Some storage lets a volume snapshot that volumes were made from fall back to {@code
     * available}.
     */
    private List<String> blockers(Run<ServerSnapshot> run, List<VolumeSnapshot> left) {
        var fellBack =
                left.stream()
                        .filter(snapshot -> snapshot.status() == Status.AVAILABLE)
                        .map(VolumeSnapshot::id)
                        .toList();
        if (fellBack.isEmpty()
                || run.inStep().isZero()) { // at the first look none was asked to go yet
            return List.of();
        }
        return volumes.madeFrom(fellBack).stream()
                .map(child ->
                        "Volume %s (%s) was made from volume snapshot %s and may keep it from being deleted; delete the volume first."
                                .formatted(child.id(), child.name(), child.snapshotId()))
                .toList();
    }

    private static NewVolumeSnapshot wanted(SnapshotVolume volume, ServerSnapshot facts) {
        var description = "Stillframe snapshot of server %s".formatted(facts.request().serverId());
        return new NewVolumeSnapshot(volume.volumeId(), facts.name(), description);
    }

    private static String key(SnapshotVolume volume) {
        return "volume-snapshot:" + volume.volumeId();
    }
}
