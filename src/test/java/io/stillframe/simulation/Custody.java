package io.stillframe.simulation;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.World;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in mind who made what, and sees to it that nobody lays hands on what another has made, that
 * nothing is made twice, and that nothing is deleted before its time.
 */
final class Custody {

    private enum Kind {
        VOLUME_SNAPSHOT,
        IMAGE_VOLUME,
        IMAGE
    }

    private record Made(Kind kind, UUID run, @Nullable String volumeId) {}

    private static final String VOLUME_LOCATION = "cinder://";
    private static final Set<String> DELETABLE = Set.of("available", "error");

    private final World world;
    private final Map<String, Made> made = new LinkedHashMap<>();
    private final Set<String> takenAway = new LinkedHashSet<>();
    private final Map<UUID, String> storedImages = new LinkedHashMap<>();
    private final Map<String, String> lastSeen = new LinkedHashMap<>();

    Custody(World world) {
        this.world = world;
    }

    void tookSnapshot(String id, String volumeId, UUID run) {
        made.put(id, new Made(Kind.VOLUME_SNAPSHOT, run, volumeId));
        var ofVolume =
                left(run, Kind.VOLUME_SNAPSHOT)
                        .filter(each -> volumeId.equals(made(each).volumeId()))
                        .toList();
        require(
                ofVolume.size() == 1,
                "run %s has more than one snapshot of volume %s: %s",
                run,
                volumeId,
                ofVolume);
    }

    void madeVolume(String id, UUID run) {
        made.put(id, new Made(Kind.IMAGE_VOLUME, run, null));
    }

    void registeredImage(String id, UUID run) {
        made.put(id, new Made(Kind.IMAGE, run, null));
    }

    /** The run was stored; it may be lost from memory at once. */
    void stored(UUID run, @Nullable String imageId) {
        if (imageId != null) {
            storedImages.put(run, imageId);
        }
    }

    void mayRegister(String id, UUID run) {
        require(
                id.equals(storedImages.get(run)),
                "image %s is registered before its id is stored",
                id);
    }

    /** A stranger's doing: nobody promises that it is still there. */
    void takenAway(String id) {
        takenAway.add(id);
    }

    /** That somebody was shown this status of a volume or volume snapshot. */
    void seen(String id, String status) {
        lastSeen.put(id, status);
    }

    void mayDeleteSnapshot(String id, @Nullable UUID run) {
        requireOwn(id, Kind.VOLUME_SNAPSHOT, run);
        requireDeletable(id, world.snapshots().find(id).map(each -> each.status()).orElse(null));
        images(run)
                .forEach(image ->
                        require(
                                !mapping(image).contains(id),
                                "volume snapshot %s is deleted under image %s, which maps it",
                                id,
                                image.id()));
    }

    void mayDeleteVolume(String id, @Nullable UUID run) {
        requireOwn(id, Kind.IMAGE_VOLUME, run);
        requireDeletable(id, world.volumes().find(id).map(each -> each.status()).orElse(null));
        images(run)
                .forEach(image ->
                        require(
                                locations(image).noneMatch(id::equals),
                                "image volume %s is deleted before its image %s",
                                id,
                                image.id()));
    }

    void mayChangeImage(String id, @Nullable UUID run) {
        requireOwn(id, Kind.IMAGE, run);
    }

    void mayLocate(String imageId, String url, @Nullable UUID run) {
        requireOwn(imageId, Kind.IMAGE, run);
        var id = url.substring(url.lastIndexOf('/') + 1);
        var target = made.get(id);
        require(
                target != null && target.run().equals(run),
                "image %s is given %s, which its run has not made",
                imageId,
                url);
    }

    /** After everything that happens. */
    void check() {
        for (var id : made.keySet()) {
            if (made(id).kind() == Kind.IMAGE) {
                world.images().find(id).ifPresent(this::standsOnItsVolume);
            }
        }
    }

    private void standsOnItsVolume(Image image) {
        locations(image)
                .filter(id -> !takenAway.contains(id))
                .forEach(id ->
                        require(
                                world.volumes().find(id).isPresent()
                                        || world.snapshots().find(id).isPresent(),
                                "image %s stands on volume %s, which is gone",
                                image.id(),
                                id));
    }

    /** What of the run is in the cloud. */
    Set<String> left(UUID run) {
        var all = new LinkedHashSet<String>();
        Stream.of(Kind.values()).flatMap(kind -> left(run, kind)).forEach(all::add);
        return all;
    }

    Stream<String> volumeSnapshots(UUID run) {
        return left(run, Kind.VOLUME_SNAPSHOT);
    }

    boolean wasTakenAway(UUID run) {
        return takenAway.stream()
                .anyMatch(id -> made.containsKey(id) && made(id).run().equals(run));
    }

    List<String> ofAnyRun() {
        return List.copyOf(made.keySet());
    }

    private Stream<String> left(UUID run, Kind kind) {
        return made.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == kind)
                .filter(entry -> entry.getValue().run().equals(run))
                .map(Map.Entry::getKey)
                .filter(id -> exists(id, kind));
    }

    private boolean exists(String id, Kind kind) {
        return switch (kind) {
            case VOLUME_SNAPSHOT -> world.snapshots().find(id).isPresent();
            case IMAGE_VOLUME -> world.volumes().find(id).isPresent();
            case IMAGE -> world.images().find(id).isPresent();
        };
    }

    private Stream<Image> images(@Nullable UUID run) {
        return run == null
                ? Stream.empty()
                : left(run, Kind.IMAGE).flatMap(id -> world.images().find(id).stream());
    }

    static String mapping(Image image) {
        return image.properties().getOrDefault("block_device_mapping", "");
    }

    static Stream<String> locations(Image image) {
        return image.locations().stream()
                .map(Image.Location::url)
                .filter(url -> url.startsWith(VOLUME_LOCATION))
                .map(url -> url.substring(url.lastIndexOf('/') + 1));
    }

    private Made made(String id) {
        var found = made.get(id);
        if (found == null) {
            throw new IllegalArgumentException(id);
        }
        return found;
    }

    private void requireOwn(String id, Kind kind, @Nullable UUID run) {
        var found = made.get(id);
        require(
                found != null && found.kind() == kind && found.run().equals(run),
                "run %s lays hands on %s %s, which it has not made",
                run,
                kind,
                id);
    }

    /** It may have changed since somebody looked, but not to creating. */
    private void requireDeletable(String id, @Nullable String status) {
        var seen = lastSeen.getOrDefault(id, "never seen");
        require(
                status == null || DELETABLE.contains(status) || DELETABLE.contains(seen),
                "DELETE of %s, which is %s and was seen as %s",
                id,
                status,
                seen);
        require(!"creating".equals(status), "DELETE of %s while it is being made", id);
    }

    static void require(boolean kept, String format, @Nullable Object... values) {
        if (!kept) {
            throw new Violation(format.formatted(values));
        }
    }
}
