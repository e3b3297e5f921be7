package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Servers.BootWish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootTest {

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;

    private Image imageWith(String mapping) {
        return world.inside(() -> {
            var image =
                    world.images()
                            .create(
                                    small.ann,
                                    Map.of(
                                            "disk_format", "raw",
                                            "container_format", "bare",
                                            "bdm_v2", "True",
                                            "block_device_mapping", mapping));
            world.images().upload(small.ann, image.id(), new byte[0]);
            return image;
        });
    }

    private Server boot(Image image, String flavor) {
        var server =
                world.inside(() ->
                        world.servers()
                                .boot(
                                        small.ann,
                                        new BootWish(
                                                "copy",
                                                Flavor.named(flavor),
                                                image.id(),
                                                List.of(),
                                                Map.of())));
        small.pass();
        return server;
    }

    private static String entry(VolumeSnapshot snapshot, int bootIndex, String more) {
        return """
        {"source_type": "snapshot", "destination_type": "volume", "snapshot_id": "%s", "boot_index": %d %s}
        """
                .formatted(snapshot.id(), bootIndex, more);
    }

    @Test
    void makesAVolumeOfEachSnapshotInTheMappingWithItsTypeAndSize() {
        var root = small.finishedSnapshot(small.ann, small.volume(small.ann, 2));
        var data = small.finishedSnapshot(small.ann, small.volume(small.ann, 3));
        var server =
                boot(
                        imageWith(
                                "[%s, %s]"
                                        .formatted(
                                                entry(root, 0, ", \"device_name\": \"/dev/vda\""),
                                                entry(
                                                        data,
                                                        -1,
                                                        ", \"volume_type\": \"luks\", \"volume_size\": 4, \"tag\": \"db\""))),
                        "nodisk");
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(server.rootDevice()).isEqualTo("/dev/vda");
        assertThat(server.attachments()).hasSize(2);
        var second = server.attachments().getLast();
        assertThat(second.volume().type().name()).isEqualTo("luks");
        assertThat(second.volume().sizeGib()).isEqualTo(4);
        assertThat(second.volume().status()).isEqualTo("in-use");
        assertThat(second.tag()).isEqualTo("db");
    }

    @Test
    void endsInErrorWhenASnapshotOfTheMappingIsNotAvailable() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var image = imageWith("[%s]".formatted(entry(snapshot, 0, "")));
        world.inside(() -> world.snapshots().setStatus(snapshot, "error"));
        var server = boot(image, "nodisk");
        assertThat(server.status()).isEqualTo("ERROR");
        assertThat(server.faultMessage())
                .contains("Originating snapshot status must be one of 'available' values");
    }

    @Test
    void isRefusedWhenASnapshotOfTheMappingIsGone() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var image = imageWith("[%s]".formatted(entry(snapshot, 0, "")));
        small.delete(small.ann, snapshot);
        small.pass();
        assertThat(small.refusal(() -> boot(image, "nodisk")).words())
                .isEqualTo(
                        "Block Device Mapping is Invalid: failed to get snapshot %s."
                                .formatted(snapshot.id()));
    }

    @Test
    void refusesAMappingWithAKeyItDoesNotKnow() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var image = imageWith("[%s]".formatted(entry(snapshot, 0, ", \"colour\": \"red\"")));
        assertThat(small.refusal(() -> boot(image, "nodisk")).words())
                .isEqualTo("Block Device Mapping is Invalid: Following fields are invalid: colour");
    }

    @Test
    void putsTheRootOnTheHypervisorWhenTheMappingHasNone() {
        var data = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var image = imageWith("[%s]".formatted(entry(data, -1, "")));
        assertThat(boot(image, "tiny").attachments()).hasSize(1);
        var refused = small.refusal(() -> boot(image, "nodisk"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.words())
                .isEqualTo("Only volume-backed servers are allowed for flavors with zero disk.");
    }

    @Test
    void deletesWithTheServerOnlyWhatIsMarkedSo() {
        var kept = small.volume(small.ann, 1);
        var deleted = small.volume(small.ann, 1);
        var server =
                world.inside(() -> {
                    var made =
                            world.servers()
                                    .add(
                                            small.ann,
                                            world.ids().uuid(),
                                            "s",
                                            Flavor.named("tiny"),
                                            null);
                    world.servers().attach(made, kept, null, null, false);
                    world.servers().attach(made, deleted, null, null, true);
                    world.servers().delete(small.ann, made.id());
                    return made;
                });
        small.pass();
        small.pass();
        assertThat(world.servers().find(server.id())).isEmpty();
        assertThat(kept.status()).isEqualTo("available");
        assertThat(world.volumes().find(deleted.id())).isEmpty();
    }
}
