package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Image.Location;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Glance's stores: what a location points at, and what becomes of it when the image is deleted. */
final class ImageStore {

    /** Where uploaded data goes in a Glance of several stores. */
    private static final String FILES = "fs";

    private static final String SCHEME = "cinder://";
    private static final long GIB = 1L << 30;

    private final Locations locations;
    private final String name;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;

    ImageStore(WorldSettings settings, Volumes volumes, VolumeSnapshots snapshots) {
        this.locations = settings.locations();
        this.name = settings.store();
        this.volumes = volumes;
        this.snapshots = snapshots;
    }

    /** Where there are several stores, one that the URL names is noted at the location. */
    Location located(String url, Map<String, Object> metadata) {
        if (name.isEmpty() || !url.startsWith(SCHEME + name + "/")) {
            return new Location(url, metadata);
        }
        var noted = new LinkedHashMap<>(metadata);
        noted.put("store", name);
        return new Location(url, noted);
    }

    Location ofUploaded(Image image) {
        return new Location(
                "file:///var/lib/glance/images/" + image.id,
                name.isEmpty() ? Map.of() : Map.of("store", FILES));
    }

    /** The size of what is there; a store that finds nothing there calls the location invalid. */
    long size(Location location) {
        boolean isKnown = name.isEmpty() || name.equals(location.metadata().get("store"));
        var size = isKnown ? find(location.url()) : OptionalLong.empty();
        return size.orElseThrow(() -> new Refused(400, "Invalid location"));
    }

    /** The size of what is there, if there is something. */
    OptionalLong find(String url) {
        var volume = volume(url);
        if (volume.isPresent()) {
            return OptionalLong.of(volume.get().sizeGib * GIB);
        }
        if (url.startsWith(SCHEME) && locations == Locations.SNAPSHOTS) {
            var snapshot = snapshots.find(idIn(url));
            if (snapshot.isPresent()) {
                return OptionalLong.of(snapshot.get().sizeGib * GIB);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The image owns the volume that it points at, whoever made that; a volume snapshot is left
     * alone.
     */
    void checkThatItMayGo(Image image) {
        for (var location : image.locations) {
            if (volume(location.url()).filter(v -> !volumes.mayBeDeleted(v)).isPresent()) {
                throw Refused.failure();
            }
        }
    }

    void delete(Image image) {
        image.locations.forEach(location -> volume(location.url()).ifPresent(volumes::remove));
    }

    private Optional<Volume> volume(String url) {
        return url.startsWith(SCHEME) ? volumes.find(idIn(url)) : Optional.empty();
    }

    /** {@code cinder://ID}, or {@code cinder://STORE/ID} where there are several stores. */
    static String idIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    static boolean isForVolumes(String url) {
        return url.startsWith(SCHEME);
    }
}
