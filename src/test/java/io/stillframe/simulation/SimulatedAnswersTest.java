package io.stillframe.simulation;

import static io.stillframe.sandbox.VolumeSpec.volume;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.snapshot.Volume;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The simulation's ports see the same as the adapters. */
class SimulatedAnswersTest extends SameWorld {

    SimulatedAnswersTest(Glance glance, Locations locations, String user, String project) {
        super(glance, locations, user, project);
    }

    @Test
    void seesTheSameServers() {
        sees(ports -> ports.cloud().projectId());
        for (var id : List.of(server.id(), theirs.id(), NOBODY)) {
            sees(ports -> ports.servers().find(id));
            isToldAlike(ports -> ports.servers().attachments(id));
        }
        sees(ports -> ports.servers().attachments(server.id()));
        sees(ports -> ports.servers().list(1, null));
        sees(ports -> ports.servers().list(2, null));
        sees(ports -> ports.servers().list(3, null));
        sees(ports -> ports.servers().list(3, project.servers().getFirst().id()));
        isToldAlike(ports -> ports.servers().list(3, NOBODY));
        for (var key : MappingKey.values()) {
            sees(ports -> ports.servers().understands(key));
        }
    }

    private static List<Volume> inOrder(List<Volume> volumes) {
        return volumes.stream().sorted(Comparator.comparing(Volume::id)).toList();
    }

    @Test
    void seesTheSameVolumes() {
        var taken = finishedSnapshot(volumeId(0));
        var copy = copyOf(taken);
        world.inside(() -> world.volumes().create(own, VolumeWish.cloneOf(copy, "clone")));
        var all = List.of(volumeId(0), volumeId(1), copy.id(), theirVolume(), NOBODY);
        for (var id : all) {
            sees(ports -> ports.volumes().find(List.of(id)));
            sees(ports -> ports.volumes().dependents(id));
        }
        sees(ports -> inOrder(ports.volumes().find(all)));
        sees(ports -> inOrder(ports.volumes().find(List.of(copy.id(), copy.id()))));
        sees(ports -> ports.volumes().list());
        sees(ports -> ports.volumes().listVolumes(RUN));
        sees(ports -> ports.volumes().listVolumes(UUID.fromString(NOBODY)));
        sees(ports -> ports.volumes().madeFrom(List.of(taken.id(), NOBODY)));
        sees(ports -> ports.volumes().madeFrom(List.of()));
    }

    @Test
    void seesTheSameLimits() {
        project.quota("gigabytes_standard", 500);
        project.quota("snapshots_luks", 7);
        project.reserved("gigabytes", 3);
        sees(ports -> ports.volumes().limits());
    }

    @Test
    void seesTheSameVolumeSnapshots() {
        var taken = finishedSnapshot(volumeId(0));
        snapshot(volumeId(1), MARK);
        snapshot(volumeId(0), Map.of());
        sees(ports -> ports.volumes().listSnapshots(RUN));
        sees(ports -> ports.volumes().listSnapshots(UUID.fromString(NOBODY)));

        world.faults().add(Fault.at("storage", "create-snapshot", new Effect.Fail("no space")));
        world.faults().add(Fault.at("storage", "delete-snapshot", new Effect.Fail("no way")));
        var failed = finishedSnapshot(volumeId(0));
        world.inside(() -> world.snapshots().delete(own, taken.id()));
        pass();
        sees(ports -> ports.volumes().listSnapshots(RUN));
        sees(ports -> ports.volumes().reasonOf(failed.id()));
        sees(ports -> ports.volumes().reasonOf(taken.id()));
    }

    @Test
    void seesTheSameImages() {
        var gone = activeImage(own, "gone");
        world.inside(() -> world.images().delete(own, gone));
        var open = strangers.addImage("open", true, Map.of("os_distro", "debian"), new byte[10]);
        var all =
                List.of(
                        image(own, "queued"),
                        activeImage(own, "active"),
                        image(strangers.caller(), "theirs"),
                        open.id(),
                        gone,
                        NOBODY);
        sees(ports -> ports.images().apis());
        for (var id : all) {
            seesImage(id);
        }
    }

    @Test
    void isAnsweredAlikeWhenItMakesSomething() {
        var taken = finishedSnapshot(volumeId(0));
        sees(ports -> withoutId(ports.volumes().make(RUN, aVolume(taken.id(), 2, null))));
        sees(ports -> withoutId(ports.volumes().make(RUN, aVolume(null, 1, "luks"))));
        sees(ports -> {
            var made = ports.volumes().snapshotAll(RUN, aSnapshotOf(volumeId(1))).getFirst();
            return List.of(made.volumeId(), made.sizeGib(), made.status(), made.mark() + "");
        });
    }

    private static Volume withoutId(Volume volume) {
        return new Volume(
                "",
                volume.name(),
                volume.projectId(),
                volume.status(),
                volume.sizeGib(),
                volume.volumeType(),
                volume.bootable(),
                volume.encrypted(),
                volume.multiattach(),
                volume.snapshotId(),
                volume.mark(),
                volume.imageMetadata(),
                volume.attachedTo());
    }
}
