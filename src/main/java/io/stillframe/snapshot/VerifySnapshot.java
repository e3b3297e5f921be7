package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what was made before it is called available: the image, the volume snapshots, and the
 * server once more.
 */
record VerifySnapshot(
        Servers servers,
        Volumes volumes,
        Images images,
        ImageVolumes imageVolumes,
        MappingText mappingText)
        implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "verify-snapshot";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var id = Objects.requireNonNull(run.facts().imageId(), "registered before it is verified");
        var image =
                images.find(id)
                        .orElseThrow(() ->
                                changed(
                                        "Image %s is gone; somebody has deleted it."
                                                .formatted(id)));
        var there = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());
        var marked = imageVolumes.of(run);
        var own = run.facts().climb().volumeId();
        var owned = own == null || marked.stream().anyMatch(volume -> volume.id().equals(own));
        refuseIfGone(owned, own, run.inStep());
        var unowned = marked.stream().filter(volume -> !volume.id().equals(own)).toList();
        var surplus =
                Removal.of(volumes, run.facts().surplus(there))
                        .and(Removal.ofVolumes(volumes, made(unowned)));
        var seen = run.facts().climb().seeing(marked);
        var facts = run.facts().with(there).at(seen).warned(surplus.sentences());
        if (surplus.underWay() || !owned || !settled(image, facts, run.inStep())) {
            return new Outcome.NotYet<>(facts, run.pauseBetweenLooks());
        }
        return new Outcome.Done<>(
                facts.warned(comeOrGone(facts)).warned(stillBeingMade(unowned)),
                "image %s is active, all volume snapshots are available".formatted(id));
    }

    /** A list may lag behind for a while. */
    private static void refuseIfGone(boolean owned, @Nullable String own, Duration looked) {
        if (!owned && looked.compareTo(ServerSnapshot.MAY_LAG) > 0) {
            throw changed(
                    "Volume %s, the location of the image, is gone; somebody has deleted it."
                            .formatted(own));
        }
    }

    private static List<Volume> made(List<Volume> unowned) {
        return unowned.stream().filter(volume -> !volume.isBeingMade()).toList();
    }

    /** The snapshot does not wait for what no image was ever given; the last look removes it. */
    private static List<String> stillBeingMade(List<Volume> unowned) {
        return unowned.stream()
                .filter(Volume::isBeingMade)
                .map(volume ->
                        "Volume %s, which was to be the location of the image, is still being made; it is deleted as soon as Cinder allows that."
                                .formatted(volume.id()))
                .toList();
    }

    /** Whether all is as it must be; false if it may still become so. */
    private boolean settled(Image image, ServerSnapshot facts, Duration looked) {
        if (!mappingText.of(facts).equals(image.properties().get(ImageProperties.MAPPING))) {
            throw changed(
                    "Image %s no longer has the mapping that was sent; somebody has changed it."
                            .formatted(image.id()));
        }
        facts.lost(looked)
                .ifPresent(volume -> {
                    throw changed(
                            "Volume snapshot %s of volume %s is %s."
                                    .formatted(
                                            volume.snapshotId(),
                                            volume.volumeId(),
                                            volume.status()));
                });
        return switch (image.status()) {
            case ACTIVE -> facts.complete();
            case SAVING, IMPORTING, UPLOADING, UNKNOWN -> false;
            case QUEUED, DEACTIVATED, KILLED, DELETED, PENDING_DELETE ->
                    throw changed(
                            "Image %s is %s instead of active."
                                    .formatted(image.id(), image.status().word()));
        };
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

    private static Trouble changed(String sentence) {
        return new Trouble(ProblemType.IMAGE_CHANGED.refusal(sentence));
    }
}
