package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks at what was made before it is called available: the image, the volume snapshots, and the
 * server once more.
 */
record VerifySnapshot(Servers servers, Volumes volumes, ImageInPlace<ServerSnapshot> imageInPlace)
        implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "verify-snapshot";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var there = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());
        var seen = imageInPlace.look(run);
        var removal = Removal.of(volumes, run.facts().surplus(there)).and(seen.removal());
        var facts = seen.facts().with(there).warned(removal.sentences());
        refuseIfLost(facts, run.inStep());
        if (removal.underWay() || !seen.ready() || !facts.complete()) {
            return new Outcome.NotYet<>(facts, run.pauseBetweenLooks());
        }
        return new Outcome.Done<>(
                facts.warned(comeOrGone(facts)).warned(seen.unmade()),
                "image %s is active, all volume snapshots are available".formatted(seen.imageId()));
    }

    private static void refuseIfLost(ServerSnapshot facts, Duration looked) {
        facts.lost(looked)
                .ifPresent(volume -> {
                    throw ImageInPlace.changed(
                            "Volume snapshot %s of volume %s is %s."
                                    .formatted(
                                            volume.snapshotId(),
                                            volume.volumeId(),
                                            volume.status()));
                });
    }

    /**
     * What became of the server while its volume snapshots were taken. They are good even if it is
     * gone.
     */
    private List<String> comeOrGone(ServerSnapshot facts) {
        var serverId = facts.request().serverId();
        try {
            return comeOrGone(facts, servers.attachments(serverId));
        } catch (Trouble trouble) {
            if (trouble.problem().mayPass()) {
                throw trouble;
            }
            return List.of(
                    "Server %s could not be looked at again; it may be gone. %s"
                            .formatted(serverId, trouble.problem().detail()));
        }
    }

    private static List<String> comeOrGone(ServerSnapshot facts, List<Attachment> attachments) {
        var expected = new HashSet<>(facts.volumeIds());
        expected.addAll(facts.request().excludeVolumeIds());
        var now = attachments.stream().map(Attachment::volumeId).collect(Collectors.toSet());
        var warnings = new ArrayList<String>();
        now.stream()
                .filter(id -> !expected.contains(id))
                .sorted()
                .forEach(id ->
                        warnings.add(
                                "Volume %s was attached meanwhile and is not in the snapshot."
                                        .formatted(id)));
        expected.stream()
                .filter(id -> !now.contains(id))
                .sorted()
                .forEach(id -> warnings.add("Volume %s was detached meanwhile.".formatted(id)));
        return warnings;
    }
}
