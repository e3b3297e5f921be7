package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A world to try a rule on: two projects, a clock in the hand, one second for whatever storage
 * does.
 */
final class SmallWorld {

    static final Duration STORAGE = Duration.ofSeconds(1);

    final HandClock clock = new HandClock();
    final World world;
    final Caller ann;
    final Caller ben;
    final Caller admin;

    SmallWorld() {
        this(Locations.VOLUMES, true);
    }

    SmallWorld(Locations locations, boolean childrenBlockDelete) {
        var settings =
                new WorldSettings(
                        Glance.BOTH,
                        locations,
                        "",
                        childrenBlockDelete,
                        STORAGE,
                        STORAGE,
                        STORAGE,
                        STORAGE,
                        Duration.ofHours(1));
        var random = new SplittableRandom(7);
        world = new World(settings, clock, random.split(), new Faults(random.split()));
        ann = caller("ann", "member");
        ben = caller("ben", "member");
        admin = caller("admin", "admin");
    }

    private Caller caller(String name, String role) {
        return new Caller(
                world.identity().user(name), world.identity().project(name), List.of(role));
    }

    /** Lets storage finish what it is doing. */
    void pass() {
        clock.pass(STORAGE);
        world.inside(() -> {});
    }

    Volume volume(Caller owner, int gib) {
        var volume =
                world.inside(() -> world.volumes().create(owner, VolumeWish.blank("data", gib)));
        pass();
        return volume;
    }

    VolumeSnapshot snapshot(Caller caller, Volume volume) {
        return world.inside(() ->
                world.snapshots()
                        .create(
                                caller,
                                new SnapshotWish(volume.id(), "snap", null, Map.of(), true)));
    }

    VolumeSnapshot finishedSnapshot(Caller caller, Volume volume) {
        var snapshot = snapshot(caller, volume);
        pass();
        return snapshot;
    }

    void delete(Caller caller, VolumeSnapshot snapshot) {
        world.inside(() -> world.snapshots().delete(caller, snapshot.id()));
    }

    /** What is answered to something that is not to work. */
    Refused refusal(Runnable work) {
        var refused = catchThrowableOfType(Refused.class, () -> world.inside(work));
        if (refused == null) {
            throw new AssertionError("that worked");
        }
        return refused;
    }
}
