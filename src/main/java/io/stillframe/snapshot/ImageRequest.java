package io.stillframe.snapshot;

import io.stillframe.snapshot.NewImage.ExternalData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The image that a caller asks for, checked as far as that needs no cloud.
 *
 * @param minDisk in GiB, 0 for none
 * @param minRam in MiB, 0 for none
 * @param properties without the mapping
 * @param mapping in the caller's order, by which refusals name an entry; empty for an image without
 * @param external where the image's data is; null for an image that is only its properties
 */
public record ImageRequest(
        String name,
        String visibility,
        int minDisk,
        int minRam,
        Map<String, String> properties,
        List<BlockDevice> mapping,
        @Nullable ExternalData external,
        Strategy strategy) {

    public ImageRequest {
        properties = Map.copyOf(properties);
        mapping = List.copyOf(mapping);
    }
}
