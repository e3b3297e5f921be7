package io.stillframe.simulation;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
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

    /**
     * @param asked when it was asked for, which may be long before it came into being
     */
    private record Made(Kind kind, UUID run, Instant asked, @Nullable String volumeId) {}

    private final World world;
    private final Map<String, Made> made = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Instant> takenAway = new LinkedHashMap<>();
    private final InstantSource time;
    private final Weather weather;

    /** Then nothing may ever be there twice, and nothing may come into being after the end. */
    private final boolean bounded;

    private final Map<UUID, Run<ServerSnapshot>> stored = new HashMap<>();
    private final Map<UUID, Instant> begun = new HashMap<>();
    private final OpenLocations open;
    private final Sightings sightings = new Sightings();

    Custody(World world, InstantSource time, Weather weather) {
        this.world = world;
        this.time = time;
        this.weather = weather;
        this.bounded = weather.isBounded();
        this.open = new OpenLocations(world);
    }

    void tookSnapshot(String id, String volumeId, UUID run, Instant asked) {
        cameIntoBeing(id, new Made(Kind.VOLUME_SNAPSHOT, run, asked, volumeId));
        var ofVolume =
                left(run, Kind.VOLUME_SNAPSHOT)
                        .filter(each -> volumeId.equals(made(each).volumeId()))
                        .toList();
        require(
                ofVolume.size() == 1 || !bounded,
                "run %s has more than one snapshot of volume %s: %s",
                run,
                volumeId,
                ofVolume);
    }

    void madeVolume(String id, UUID run) {
        cameIntoBeing(id, new Made(Kind.IMAGE_VOLUME, run, time.instant(), null));
    }

    void registeredImage(String id, UUID run) {
        cameIntoBeing(id, new Made(Kind.IMAGE, run, time.instant(), null));
    }

    private void cameIntoBeing(String id, Made what) {
        var run = stored.get(what.run());
        var inTime = run == null || !run.finished() || run.phase() instanceof Stuck;
        require(inTime || !bounded, "%s came into being when its run had ended", id);
        made.put(id, what);
    }

    /** The run was stored; it may be lost from memory at once. */
    void stored(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
        stored.put(after.id(), after);
        var change = before == null || before.phase().getClass() != after.phase().getClass();
        if (change && after.phase() instanceof Performing) {
            begun.put(after.id(), time.instant());
            require(
                    !bounded || left(after.id()).isEmpty(),
                    "it begins, and there is %s",
                    left(after.id()));
        }
        if (change && bounded) {
            requireTidy(after);
        }
        if (before != null
                && before.facts().climb().tidying()
                && after.phase() instanceof Performing
                && !after.facts().climb().tidying()) {
            requireNoVolumeOfTheRungLeft(after);
        }
    }

    /** That nothing is left must be true when it is said, not only in the end. */
    private void requireTidy(Run<ServerSnapshot> run) {
        if (run.phase() instanceof Undone) {
            require(left(run.id()).isEmpty(), "undone, and there is %s", left(run.id()));
        }
        if (run.phase() instanceof Succeeded && !wasTakenAway(run.id())) {
            var surplus = left(run.id());
            surplus.removeAll(result(run));
            surplus.removeIf(sightings::wasBeingMade);
            surplus.removeIf(id -> isTold(id, run));
            require(surplus.isEmpty(), "succeeded, and there is %s beside the result", surplus);
        }
    }

    private void requireNoVolumeOfTheRungLeft(Run<ServerSnapshot> run) {
        left(run.id(), Kind.IMAGE_VOLUME)
                .forEach(id ->
                        require(
                                sightings.wasBeingMade(id) || !bounded,
                                "a rung begins with volume %s of the one before",
                                id));
    }

    /** Cinder has refused to delete it; the last look tries again. */
    private static boolean isTold(String id, Run<ServerSnapshot> run) {
        return run.facts().warnings().stream().anyMatch(warning -> warning.contains(id));
    }

    /** Only for a server of our project, and before the deadlines, give or take a pause. */
    void mayCreate(UUID id) {
        var run = stored.get(id);
        require(
                run == null || isInProject(run.subject(), run.owner()),
                "something is made for a server of another project");
        if (run == null || !(run.phase() instanceof Performing(var step, _))) {
            return;
        }
        var late = time.instant().minus(Duration.ofSeconds(90));
        require(
                late.isBefore(run.times().deadline()),
                "something is made in %s after the deadline of the run",
                step);
        require(
                late.isBefore(run.times().since().plus(Engine.LONGEST_STEP)),
                "something is made in %s, which has lasted since %s",
                step,
                run.times().since());
    }

    private boolean isInProject(String serverId, String projectId) {
        return world.servers()
                .find(serverId)
                .filter(server -> !server.projectId().equals(projectId))
                .isEmpty();
    }

    /** Glance has said that the id is taken; in clear weather that is heard. */
    void isTaken(String id) {
        taken.add(id);
    }

    void mayRegister(String id, UUID run) {
        require(!weather.isClear() || !taken.contains(id), "image id %s is known to be taken", id);
        require(
                !made.containsKey(id)
                        || exists(id, Kind.IMAGE)
                        || takenAway.containsKey(id)
                        || !bounded,
                "image id %s is used again",
                id);
        var known = stored.get(run);
        require(
                known != null && id.equals(known.facts().imageId()),
                "image %s is registered before its id is stored",
                id);
    }

    /** Of the present try, and not of one before. */
    boolean isOfThisTry(String id, UUID run) {
        return weather.strays() > 0
                || !made(id).asked().isBefore(begun.getOrDefault(run, Instant.MIN));
    }

    /** The image and what it stands on, and the volume snapshots that the run goes by. */
    Set<String> result(Run<ServerSnapshot> run) {
        var all = new LinkedHashSet<String>();
        run.facts().volumes().forEach(volume -> all.add(String.valueOf(volume.snapshotId())));
        image(run)
                .forEach(image -> {
                    all.add(image.id());
                    Pointers.locations(image).forEach(all::add);
                });
        return all;
    }

    Stream<Image> image(Run<ServerSnapshot> run) {
        var id = run.facts().imageId();
        return id == null ? Stream.empty() : world.images().find(id).stream();
    }

    /** A stranger's doing: nobody promises that it is still there. */
    void takenAway(String id) {
        takenAway.put(id, time.instant());
    }

    /** That the run was shown this status of its volume or volume snapshot. */
    void seen(String id, String status, @Nullable Turn by) {
        var found = made.get(id);
        if (found != null && by != null && found.run().equals(by.run)) {
            sightings.seen(id, status);
        }
    }

    void mayDeleteSnapshot(String id, @Nullable UUID run) {
        requireOwn(id, Kind.VOLUME_SNAPSHOT, run);
        requireDeletable(id, world.snapshots().find(id).map(each -> each.status()).orElse(null));
        images(run)
                .forEach(image ->
                        require(
                                !bounded || !Pointers.mapping(image).contains(id),
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
                                Pointers.locations(image).noneMatch(id::equals),
                                "image volume %s is deleted before its image %s",
                                id,
                                image.id()));
        require(
                !open.mayTake(id),
                "image volume %s is deleted, though an image may still take it",
                id);
    }

    void mayDeleteImage(String id, @Nullable UUID run) {
        requireOwn(id, Kind.IMAGE, run);
    }

    void mayUpload(String id, @Nullable UUID run) {
        requireOwn(id, Kind.IMAGE, run);
        require(
                !open.mayCome(id),
                "image %s is uploaded to, though it may still get a location",
                id);
    }

    void mayLocate(String imageId, String url, @Nullable UUID run) {
        requireOwn(imageId, Kind.IMAGE, run);
        var target = made.get(OpenLocations.target(url));
        require(
                target != null && target.run().equals(run),
                "image %s is given %s, which its run has not made",
                imageId,
                url);
    }

    OpenLocations openLocations() {
        return open;
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
        Pointers.locations(image)
                .filter(id -> !takenAway.containsKey(id))
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

    boolean wasTakenAway(UUID run) {
        var since = begun.getOrDefault(run, Instant.MIN);
        return takenAway.entrySet().stream()
                .filter(taken -> made(taken.getKey()).run().equals(run))
                .anyMatch(taken -> !taken.getValue().isBefore(since));
    }

    /** And is not about to go. */
    boolean isThere(String id) {
        return exists(id, made(id).kind()) && !isGoing(id);
    }

    private boolean isGoing(String id) {
        return Stream.concat(
                        world.volumes().find(id).map(each -> each.status()).stream(),
                        world.snapshots().find(id).map(each -> each.status()).stream())
                .anyMatch("deleting"::equals);
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
        require(
                !bounded || status == null || sightings.isDeletable(id, status),
                "DELETE of %s, which is %s and was seen as %s",
                id,
                status,
                sightings.of(id));
        require(!"creating".equals(status), "DELETE of %s while it is being made", id);
    }

    static void require(boolean kept, String format, @Nullable Object... values) {
        if (!kept) {
            throw new Violation(format.formatted(values));
        }
    }
}
