package io.stillframe.simulation;

import io.stillframe.sandbox.world.World;
import java.util.ArrayList;
import java.util.List;

/** Locations that images were to be given, and of which nobody knows whether they will be. */
final class OpenLocations {

    private record Location(String imageId, String target) {}

    private final World world;
    private final List<Location> locations = new ArrayList<>();

    OpenLocations(World world) {
        this.world = world;
    }

    void asked(String imageId, String url) {
        locations.add(new Location(imageId, target(url)));
    }

    /** One of those calls has been answered, or has had its effect. */
    void answered(String imageId, String url) {
        locations.remove(new Location(imageId, target(url)));
    }

    boolean mayCome(String imageId) {
        return locations.stream().anyMatch(each -> each.imageId().equals(imageId));
    }

    boolean mayTake(String volumeId) {
        return locations.stream()
                .filter(each -> each.target().equals(volumeId))
                .anyMatch(each -> world.images().find(each.imageId()).isPresent());
    }

    /** The id in {@code cinder://ID}. */
    static String target(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
