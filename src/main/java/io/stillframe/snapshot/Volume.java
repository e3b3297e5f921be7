package io.stillframe.snapshot;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Cinder volume, as far as a snapshot needs it.
 *
 * @param projectId {@code os-vol-tenant-attr:tenant_id}; null where the policy hides it
 * @param status Cinder's word, such as {@code in-use}
 * @param volumeType the type's name, null for a volume without type
 * @param snapshotId of the volume snapshot that it was made from, null if it was not
 * @param mark the id of the run that made it, as its own metadata says; null where it says nothing
 * @param imageMetadata {@code volume_image_metadata}; empty without any
 */
public record Volume(
        String id,
        String name,
        @Nullable String projectId,
        String status,
        int sizeGib,
        @Nullable String volumeType,
        boolean bootable,
        boolean encrypted,
        boolean multiattach,
        @Nullable String snapshotId,
        @Nullable String mark,
        Map<String, String> imageMetadata,
        List<AttachedTo> attachedTo) {

    public Volume {
        imageMetadata = Map.copyOf(imageMetadata);
        attachedTo = List.copyOf(attachedTo);
    }

    boolean isBeingMade() {
        return status.equals("creating") || status.equals("downloading");
    }

    /** Cinder answers 400 to a DELETE in any other status. */
    boolean mayBeDeleted() {
        return status.equals("available") || status.equals("error");
    }

    /** The device name on that server, as Cinder knows it; null where it does not. */
    public @Nullable String deviceOn(String serverId) {
        for (var attached : attachedTo) {
            if (attached.serverId().equals(serverId)) {
                return attached.device();
            }
        }
        return null;
    }

    /** One server that has the volume; a multiattach volume may have several. */
    public record AttachedTo(String serverId, @Nullable String device) {}
}
