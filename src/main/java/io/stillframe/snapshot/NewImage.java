package io.stillframe.snapshot;

import java.util.Map;

/**
 * An image to be registered: {@code bare}, and {@code raw} where the Glance knows that.
 *
 * @param id chosen by us and stored before the call; Glance never takes an id twice
 * @param visibility always said, because Glance's own default is {@code shared}
 * @param minDisk in GiB
 * @param properties custom properties, values as text; the mapping is among them
 */
public record NewImage(
        String id, String name, String visibility, int minDisk, Map<String, String> properties) {

    public NewImage {
        properties = Map.copyOf(properties);
    }
}
