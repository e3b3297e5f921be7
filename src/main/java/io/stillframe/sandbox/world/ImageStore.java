package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Image.Location;
import io.stillframe.sandbox.world.Web.Look;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
    private final Optional<Web> web;

    ImageStore(
            WorldSettings settings, Volumes volumes, VolumeSnapshots snapshots, Optional<Web> web) {
        this.locations = settings.locations();
        this.name = settings.store();
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.web = web;
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

    /**
     * The size of what is there. Of a URL that its store cannot use Glance says so only while it
     * reckons with its own quota, so only as long as the image has no size.
     */
    long size(Image image, Location location) {
        boolean isKnown = name.isEmpty() || name.equals(location.metadata().get("store"));
        boolean isReckoned = image.size == null || image.size == 0;
        return switch (isKnown ? look(location.url()) : new Look.Nothing()) {
            case Look.Size(long bytes) when bytes > 0 -> bytes;
            case Look.Trouble _ when isReckoned ->
                    throw new Refused(400, "The Store URI was malformed.");
            default -> throw new Refused(400, "Invalid location");
        };
    }

    /** What is there. */
    Look look(String url) {
        if (isOnTheWeb(url)) {
            return web.map(w -> w.look(url)).orElseGet(Look.Nothing::new);
        }
        if (!isForVolumes(url)) {
            return new Look.Nothing();
        }
        if (!V1Fields.isId(idIn(url))) {
            return new Look.Trouble("Invalid location " + url);
        }
        var volume = volume(url);
        if (volume.isPresent()) {
            return new Look.Size(volume.get().sizeGib * GIB);
        }
        return locations == Locations.SNAPSHOTS
                ? snapshots
                        .find(idIn(url))
                        .<Look>map(snapshot -> new Look.Size(snapshot.sizeGib * GIB))
                        .orElseGet(Look.Nothing::new)
                : new Look.Nothing();
    }

    /** The data where it lies on the web; a store that does not get it says so. */
    Optional<byte[]> read(Image image) {
        return image.locations.stream()
                .map(Location::url)
                .filter(ImageStore::isOnTheWeb)
                .findFirst()
                .map(url ->
                        fetch(url)
                                .orElseThrow(() ->
                                        new Refused(
                                                503,
                                                "Remote server where the image is present is unavailable.")));
    }

    Optional<byte[]> fetch(String url) {
        return web.flatMap(w -> w.read(url));
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

    static boolean isOnTheWeb(String url) {
        var small = url.toLowerCase(Locale.ROOT);
        return small.startsWith("http://") || small.startsWith("https://");
    }

    /** Whether there is a store for such URLs; a file on Glance's own disk is never taken. */
    boolean serves(String url) {
        return isForVolumes(url) || (web.isPresent() && isOnTheWeb(url));
    }
}
