package io.stillframe.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * One volume of the server, and its volume snapshot once there is one.
 *
 * @param bootIndex 0 for the root, -1 for the others
 * @param snapshotId null until Cinder has named it
 * @param status of the volume snapshot: Cinder's word, or {@code waiting} before it is asked for
 */
public record SnapshotVolume(
        String volumeId,
        @Nullable String device,
        int sizeGib,
        @Nullable String volumeType,
        int bootIndex,
        boolean deleteOnTermination,
        @Nullable String tag,
        @Nullable String snapshotId,
        String status) {

    static final String WAITING = "waiting";
    static final String DELETED = VolumeSnapshot.Status.DELETED.word();

    static SnapshotVolume of(AttachedVolume attached, boolean root) {
        return new SnapshotVolume(
                attached.id(),
                attached.device(),
                attached.volume().sizeGib(),
                attached.volume().volumeType(),
                root ? 0 : -1,
                attached.attachment().deleteOnTermination(),
                attached.attachment().tag(),
                null,
                WAITING);
    }

    boolean isRoot() {
        return bootIndex == 0;
    }

    /** Whether its volume snapshot was there when last looked. */
    boolean present() {
        return VolumeSnapshot.Status.of(status) == VolumeSnapshot.Status.AVAILABLE;
    }

    SnapshotVolume with(VolumeSnapshot snapshot) {
        return with(snapshot.id(), snapshot.status().word());
    }

    SnapshotVolume gone() {
        return with(snapshotId, snapshotId == null ? WAITING : DELETED);
    }

    private SnapshotVolume with(@Nullable String snapshotId, String status) {
        return new SnapshotVolume(
                volumeId,
                device,
                sizeGib,
                volumeType,
                bootIndex,
                deleteOnTermination,
                tag,
                snapshotId,
                status);
    }
}
