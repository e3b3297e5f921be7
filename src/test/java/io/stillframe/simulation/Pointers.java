package io.stillframe.simulation;

import io.stillframe.sandbox.world.Image;
import java.util.stream.Stream;

/** What an image points at. */
final class Pointers {

    private static final String SCHEME = "cinder://";

    private Pointers() {}

    /** As JSON; empty without one. */
    static String mapping(Image image) {
        return image.properties().getOrDefault("block_device_mapping", "");
    }

    /** The ids of the volumes, or volume snapshots, that its data is in. */
    static Stream<String> locations(Image image) {
        return image.locations().stream()
                .map(Image.Location::url)
                .filter(url -> url.startsWith(SCHEME))
                .map(OpenLocations::target);
    }
}
