package io.stillframe.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Nova server, as far as a snapshot needs it.
 *
 * @param status Nova's word, such as {@code ACTIVE}
 * @param taskState Nova's {@code OS-EXT-STS:task_state}; null while nothing is in progress
 * @param volumeBacked it boots from a volume: its {@code image} is the empty string
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
        boolean volumeBacked,
        @Nullable String rootDeviceName,
        List<String> volumeIds) {

    public Server {
        volumeIds = List.copyOf(volumeIds);
    }
}
