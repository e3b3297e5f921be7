package io.stillframe.simulation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Images.Change;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.NewImage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The simulation's ports are refused what the adapters are refused, and in the same way. */
class SimulatedRefusalsTest extends SameWorld {

    SimulatedRefusalsTest(Glance glance, Locations locations, String user, String project) {
        super(glance, locations, user, project);
    }

    @Test
    void isRefusedVolumesAlike() {
        var taken = finishedSnapshot(volumeId(0));
        var copy = copyOf(taken);
        finishedSnapshot(copy.id());
        var making = snapshot(volumeId(1), MARK);
        var going = snapshot(volumeId(1), MARK);
        world.inside(() -> world.snapshots().setStatus(going, "error_deleting"));
        for (var id : List.of(making.id(), going.id(), NOBODY)) {
            isDoneAlike(ports -> ports.volumes().deleteSnapshot(id));
        }
        for (var id : List.of(volumeId(0), copy.id(), theirVolume(), NOBODY)) {
            isDoneAlike(ports -> ports.volumes().deleteVolume(id));
        }
        for (var origin : List.of(making.id(), NOBODY)) {
            isToldAlike(ports -> ports.volumes().make(RUN, aVolume(origin, 2, null)));
        }
        isToldAlike(ports -> ports.volumes().make(RUN, aVolume(taken.id(), 1, null)));
        isToldAlike(ports -> ports.volumes().make(RUN, aVolume(taken.id(), 2, "no such type")));
        isToldAlike(ports -> ports.volumes().make(RUN, aVolume(null, 0, null)));
        isToldAlike(ports -> ports.volumes().snapshotAll(RUN, aSnapshotOf(NOBODY)));
        isToldAlike(ports -> ports.volumes().snapshotAll(RUN, aSnapshotOf(theirVolume())));
        isToldAlike(ports -> ports.volumes().snapshotAll(RUN, List.of()));
        project.quota("snapshots", 1);
        project.quota("volumes", 1);
        isToldAlike(ports -> ports.volumes().snapshotAll(RUN, aSnapshotOf(volumeId(0))));
        isToldAlike(ports -> ports.volumes().make(RUN, aVolume(taken.id(), 2, null)));
    }

    @Test
    void isRefusedImagesAlike() {
        var guarded = activeImage(own, "guarded");
        var guard = new Change("replace", List.of("protected"), true);
        world.inside(() -> world.images().change(own, guarded, List.of(guard)));
        var queued = image(own, "queued");
        var open = strangers.addImage("open", true, Map.of(), new byte[10]).id();
        var foreign = image(strangers.caller(), "theirs");
        for (var id : List.of(guarded, open, foreign, NOBODY)) {
            isDoneAlike(ports -> ports.images().uploadNothing(id));
            isToldAlike(ports ->
                    ports.images()
                            .addLocation(
                                    id, new Location("cinder://" + NOBODY, What.IMAGE_VOLUME)));
        }
        isToldAlike(ports ->
                ports.images()
                        .addLocation(
                                queued, new Location("cinder://" + NOBODY, What.IMAGE_VOLUME)));
        for (var id : List.of(guarded, open, NOBODY)) {
            isDoneAlike(ports -> ports.images().delete(id));
        }
        for (var visibility : List.of("private", "public")) {
            isToldAlike(ports -> ports.images().register(anImage(visibility)));
            isToldAlike(ports -> ports.images().registerActive(anImage(visibility)));
        }
        sees(ports -> ports.images().objection(anImage("shared"), ImageApi.V1));
        isToldAlike(ports -> ports.images().registerActive(anImage("shared")));
    }

    private static NewImage anImage(String visibility) {
        var id = UUID.randomUUID().toString();
        return new NewImage(id, "", visibility, 1, 0, Map.of("os_distro", "debian"), null);
    }

    @Test
    void isToldAlikeThatAnImageCannotGoWithItsVolume() {
        assumeTrue(world.settings().locations().areVisible());
        var copy = copyOf(finishedSnapshot(volumeId(0)));
        finishedSnapshot(copy.id());
        var image = image(own, "located");
        var location = Map.of("url", "cinder://" + copy.id(), "metadata", Map.of());
        var change = new Change("add", List.of("locations", "-"), location);
        world.inside(() -> world.images().change(own, image, List.of(change)));
        seesImage(image);
        isDoneAlike(ports -> ports.images().delete(image));
    }
}
