package io.stillframe.snapshot;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Nova server, as far as a snapshot needs it.
 *
 * @param status Nova's word, such as {@code ACTIVE}
 * @param taskState Nova's {@code OS-EXT-STS:task_state}; null while nothing is in progress
 * @param imageId of the image that it was booted with; null where Nova's {@code image} is empty,
 *     which is so only for a server booted from a volume outright. One booted with an image whose
 *     mapping makes the root a volume has an image, too.
 * @param rootDeviceName {@code OS-EXT-SRV-ATTR:root_device_name}; null where the policy hides it
 *     from us
 * @param volumeIds of all attached volumes, in Nova's order
 */
public record Server(
        String id,
        String name,
        String projectId,
        String status,
        @Nullable String taskState,
        @Nullable String imageId,
        @Nullable String rootDeviceName,
        List<String> volumeIds) {

    public Server {
        volumeIds = List.copyOf(volumeIds);
    }

    /**
     * Whether its root looks like a volume: a disk on the hypervisor would have the first device
     * name itself.
     */
    public boolean looksVolumeBacked(Collection<Volume> attached) {
        return imageId == null
                || attached.stream()
                        .anyMatch(volume ->
                                volume.bootable()
                                        && AttachedVolume.isFirstDevice(volume.deviceOn(id)));
    }
}
