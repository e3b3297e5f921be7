package io.stillframe.snapshot;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, checked as far as that needs no cloud.
 *
 * @param name of the image; null for one made of the server's name and the time
 * @param mappingWithoutRoot whether the image's location is the only root; such an image boots from
 *     volumes only where the boot asks for that
 * @param rootVolumeId which volume is the root; null to find out
 * @param properties added to the image's, winning over those of the root volume
 */
public record SnapshotRequest(
        String serverId,
        @Nullable String name,
        @Nullable String description,
        Strategy strategy,
        boolean mappingWithoutRoot,
        @Nullable String rootVolumeId,
        List<String> excludeVolumeIds,
        Map<String, String> properties,
        String visibility) {

    public SnapshotRequest {
        excludeVolumeIds = List.copyOf(excludeVolumeIds);
        properties = Map.copyOf(properties);
    }

    /** Whether a caller may set the image property: neither Glance's own nor ours. */
    public static boolean maySet(String property) {
        return ImageProperties.mayBeSet(property);
    }
}
