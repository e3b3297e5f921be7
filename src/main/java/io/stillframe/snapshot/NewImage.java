package io.stillframe.snapshot;

import java.util.Map;
import java.util.TreeMap;

/**
 * An image to be registered: through v2 {@code bare}, and {@code raw} where the Glance knows that;
 * through v1 without formats.
 *
 * @param id chosen by us and stored before the call; Glance never takes an id twice
 * @param visibility always said, because Glance's own default is {@code shared}
 * @param minDisk in GiB
 * @param minRam in MiB, 0 for none
 * @param properties custom properties, values as text; the mapping is among them
 */
public record NewImage(
        String id,
        String name,
        String visibility,
        int minDisk,
        int minRam,
        Map<String, String> properties) {

    public NewImage {
        properties = Map.copyOf(properties);
    }

    /** The image of a snapshot. */
    static NewImage of(String id, ServerSnapshot facts, String mapping) {
        var properties = new TreeMap<>(facts.properties());
        properties.put(ImageProperties.MAPPING, mapping);
        return new NewImage(
                id,
                facts.name(),
                facts.request().visibility(),
                facts.root().sizeGib(),
                facts.minRam(),
                properties);
    }
}
