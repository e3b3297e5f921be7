package io.stillframe.snapshot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image to be registered: through v2 {@code bare}, and {@code raw} where the Glance knows that;
 * through v1 without formats.
 *
 * @param id chosen by us and stored before the call; Glance never takes an id twice
 * @param visibility always said, because Glance's own default is {@code shared}
 * @param minDisk in GiB
 * @param minRam in MiB, 0 for none
 * @param properties custom properties, values as text; the mapping is among them
 * @param external where its data is; null for an image that is only its properties, or whose
 *     location is added later
 */
public record NewImage(
        String id,
        String name,
        String visibility,
        int minDisk,
        int minRam,
        Map<String, String> properties,
        @Nullable ExternalData external) {

    public NewImage {
        properties = Map.copyOf(properties);
    }

    /**
     * Data that Glance does not keep, but knows where to get.
     *
     * @param url {@code http} or {@code https}, on a host that the operator allows
     */
    public record ExternalData(String url, String diskFormat, String containerFormat) {}
}
