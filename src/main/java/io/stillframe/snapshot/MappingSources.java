package io.stillframe.snapshot;

import static io.stillframe.snapshot.BlockDevice.IMAGE;
import static io.stillframe.snapshot.BlockDevice.SNAPSHOT;
import static io.stillframe.snapshot.BlockDevice.VOLUME;

import io.stillframe.snapshot.OneImage.RootDisk;
import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of a mapping are made from, as far as the cloud has it. Another project's is
 * told like one that does not exist.
 *
 * @param owner the project that the image will be of, and that boots it
 * @param volumes those of the mapping, and the one that the root's volume snapshot is of
 */
record MappingSources(
        String owner,
        Map<String, VolumeSnapshot> snapshots,
        Map<String, Volume> volumes,
        Map<String, Image> images) {

    private static final long GIB = 1L << 30;

    static <T> Stream<T> found(Map<String, T> those, @Nullable String id) {
        return id == null ? Stream.empty() : Stream.ofNullable(those.get(id));
    }

    void check(String place, BlockDevice device) {
        switch (device.sourceType()) {
            case SNAPSHOT -> checkSnapshot(place, device, snapshot(place, device));
            case VOLUME -> checkVolume(place, device, volume(place, device));
            case IMAGE -> checkImage(place, device, image(place, device));
            default -> {
                // a blank disk is made of nothing
            }
        }
    }

    private VolumeSnapshot snapshot(String place, BlockDevice device) {
        var id = device.snapshotId();
        return found(snapshots, id)
                .findFirst()
                .filter(found -> isOurs(found.projectId()))
                .orElseThrow(() -> noSuch(place, "volume snapshot", id));
    }

    private Volume volume(String place, BlockDevice device) {
        var id = device.volumeId();
        return found(volumes, id)
                .findFirst()
                .filter(found -> isOurs(found.projectId()))
                .orElseThrow(() -> noSuch(place, "volume", id));
    }

    /** A community image can be booted by whoever knows its id. */
    private Image image(String place, BlockDevice device) {
        var id = device.imageId();
        return found(images, id)
                .findFirst()
                .filter(found ->
                        isOurs(found.projectId())
                                || found.mayBeSeenBy(owner)
                                || found.visibility().equals("community"))
                .orElseThrow(() -> noSuch(place, "image", id));
    }

    /** What policy hides is taken for ours: then Cinder shows nobody else's. */
    private boolean isOurs(@Nullable String projectId) {
        return projectId == null || projectId.equals(owner);
    }

    private static void checkSnapshot(String place, BlockDevice device, VolumeSnapshot snapshot) {
        var status = snapshot.status();
        if (status.lost()) {
            throw refused(
                    place,
                    "volume snapshot %s is %s, and no volume can be made of it. Take another one",
                    snapshot.id(),
                    status.word());
        }
        if (status != VolumeSnapshot.Status.AVAILABLE) {
            throw busy(
                    ProblemType.VOLUME_BUSY,
                    place,
                    "volume snapshot %s is %s. Try again when it is available",
                    snapshot.id(),
                    status.word());
        }
        refuseSmaller(place, device, "volume snapshot " + snapshot.id(), snapshot.sizeGib());
    }

    private static void checkVolume(String place, BlockDevice device, Volume volume) {
        if (volume.isBeingMade()) {
            throw busy(
                    ProblemType.VOLUME_BUSY,
                    place,
                    "volume %s is %s. Try again when it is available",
                    volume.id(),
                    volume.status());
        }
        if (volume.status().startsWith("error") || volume.status().equals("deleting")) {
            throw refused(
                    place,
                    "volume %s is %s, and cannot be attached. Take another one",
                    volume.id(),
                    volume.status());
        }
        var size = device.volumeSize();
        if (size != null && size != volume.sizeGib()) {
            throw refused(
                    place,
                    "volume %s has %d GiB and keeps them, so volume_size cannot be %d. Leave it out",
                    volume.id(),
                    volume.sizeGib(),
                    size);
        }
    }

    private static void checkImage(String place, BlockDevice device, Image image) {
        switch (image.status()) {
            case ACTIVE -> refuseSmaller(place, device, "image " + image.id(), needed(image));
            case QUEUED, SAVING, IMPORTING, UPLOADING, UNKNOWN ->
                    throw busy(
                            ProblemType.WRONG_STATUS,
                            place,
                            "image %s is %s. Try again when it is active",
                            image.id(),
                            image.status().word());
            case DEACTIVATED, KILLED, DELETED, PENDING_DELETE ->
                    throw refused(
                            place,
                            "image %s is %s, and it must be active. Take another one",
                            image.id(),
                            image.status().word());
        }
    }

    private static int needed(Image image) {
        var size = Objects.requireNonNullElse(image.size(), 0L);
        return Math.max(image.minDisk(), (int) Math.ceilDiv(size, GIB));
    }

    private static void refuseSmaller(String place, BlockDevice device, String what, int needed) {
        var size = device.volumeSize();
        if (size != null && size < needed) {
            throw refused(
                    place,
                    "volume_size is %d, but %s needs %d GiB. Ask for as much or more",
                    size,
                    what,
                    needed);
        }
    }

    /** In GiB; empty where only the flavor tells it. */
    Optional<Integer> size(BlockDevice device) {
        var said = device.volumeSize();
        if (said != null) {
            return Optional.of(said);
        }
        return switch (device.sourceType()) {
            case SNAPSHOT ->
                    found(snapshots, device.snapshotId()).map(VolumeSnapshot::sizeGib).findFirst();
            case VOLUME -> found(volumes, device.volumeId()).map(Volume::sizeGib).findFirst();
            default -> Optional.empty();
        };
    }

    /** Null for a root that is not made from a volume snapshot. */
    @Nullable RootDisk rootDisk(BlockDevice root) {
        return found(snapshots, root.snapshotId()).map(this::disk).findFirst().orElse(null);
    }

    private RootDisk disk(VolumeSnapshot snapshot) {
        var origin = volumes.get(snapshot.volumeId());
        return new RootDisk(
                snapshot.id(),
                false,
                snapshot.sizeGib(),
                origin == null ? null : origin.volumeType(),
                origin == null || origin.encrypted()); // what cannot be seen may be
    }

    List<String> warnings(List<BlockDevice> mapping) {
        return mapping.stream()
                .flatMap(device -> found(volumes, device.volumeId()))
                .filter(volume -> !volume.attachedTo().isEmpty() && !volume.multiattach())
                .map(volume ->
                        "Volume %s is attached to server %s; the image boots only while it is not attached to any."
                                .formatted(volume.id(), volume.attachedTo().getFirst().serverId()))
                .toList();
    }

    private static Trouble noSuch(String place, String kind, @Nullable String id) {
        return refused(place, "there is no %s %s in this project. Check the id", kind, id);
    }

    private static Trouble refused(String place, String sentence, @Nullable Object... what) {
        return new Trouble(
                ProblemType.INVALID_MAPPING.refusal(place + ": " + sentence.formatted(what) + "."));
    }

    private static Trouble busy(ProblemType type, String place, String sentence, Object... what) {
        return new Trouble(type.busy(place + ": " + sentence.formatted(what) + "."));
    }
}
