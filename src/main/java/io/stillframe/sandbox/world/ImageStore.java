package io.stillframe.sandbox.world;

import java.util.Optional;

/** Glance's stores: what a location points at, and what becomes of it when the image is deleted. */
final class ImageStore {

    private static final String SCHEME = "cinder://";
    private static final long GIB = 1L << 30;

    private final Locations locations;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;

    ImageStore(Locations locations, Volumes volumes, VolumeSnapshots snapshots) {
        this.locations = locations;
        this.volumes = volumes;
        this.snapshots = snapshots;
    }

    /** The size of what is there; a store that finds nothing there calls the location invalid. */
    long size(String url) {
        var volume = volume(url);
        if (volume.isPresent()) {
            return volume.get().sizeGib * GIB;
        }
        if (locations == Locations.SNAPSHOTS) {
            var snapshot = snapshots.find(idIn(url));
            if (snapshot.isPresent()) {
                return snapshot.get().sizeGib * GIB;
            }
        }
        throw new Refused(400, "Invalid location");
    }

    /**
     * The image owns the volume that it points at, whoever made that; a volume snapshot is left
     * alone.
     */
    void checkThatItMayGo(Image image) {
        for (var location : image.locations) {
            if (volume(location.url()).filter(v -> !volumes.mayBeDeleted(v)).isPresent()) {
                throw new Refused(
                        500,
                        "The server has either erred or is incapable of performing the requested operation.");
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
    private static String idIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
