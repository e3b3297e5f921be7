package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Servers.BootWish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the entries of an image's mapping, tried with Zed. */
class ImageMappingTest {

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;
    private final VolumeSnapshot snapshot =
            small.finishedSnapshot(small.ann, small.volume(small.ann, 1));

    private Image image(Map<String, String> properties) {
        return world.inside(() -> {
            var attributes = new LinkedHashMap<String, Object>(properties);
            attributes.put("disk_format", "raw");
            attributes.put("container_format", "bare");
            var image = world.images().create(small.ann, attributes);
            world.images().upload(small.ann, image.id(), new byte[0]);
            return image;
        });
    }

    private Image today(String mapping) {
        return image(Map.of("bdm_v2", "True", "block_device_mapping", mapping.replace('\'', '"')));
    }

    private Image legacy(String mapping) {
        return image(Map.of("block_device_mapping", mapping.replace('\'', '"')));
    }

    private Server boot(Image image, BlockDevice... ofRequest) {
        var server =
                world.inside(() ->
                        world.servers()
                                .boot(
                                        small.ann,
                                        new BootWish(
                                                "copy",
                                                Flavor.named("tiny"),
                                                image.id(),
                                                List.of(ofRequest),
                                                Map.of())));
        small.pass();
        return server;
    }

    private String snapshotEntry(String more) {
        return "{'source_type': 'snapshot', 'destination_type': 'volume', 'snapshot_id': '%s' %s}"
                .formatted(snapshot.id(), more);
    }

    private static List<String> devices(Server server) {
        return server.attachments().stream().map(Attachment::device).toList();
    }

    @Test
    void givesTheRootTheFirstNameWhereverItStands() {
        var free = small.volume(small.ann, 1);
        var source = image(Map.of());
        var server =
                boot(
                        today(
                                ("[{'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 2, 'boot_index': -1, 'tag': 'b'},"
                                                + " %s, {'source_type': 'volume', 'destination_type': 'volume', 'volume_id': '%s', 'device_name': '/dev/vdf'},"
                                                + " {'source_type': 'image', 'destination_type': 'volume', 'image_id': '%s', 'volume_size': 1, 'volume_type': 'luks'}]")
                                        .formatted(
                                                snapshotEntry(
                                                        ", 'boot_index': 0, 'volume_size': 3, 'delete_on_termination': true"),
                                                free.id(),
                                                source.id())));
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(devices(server)).containsExactly("/dev/vdb", "/dev/vda", "/dev/vdf", "/dev/vdc");
        assertThat(server.rootDevice()).isEqualTo("/dev/vda");
        var disks = server.attachments().stream().map(Attachment::volume).toList();
        assertThat(disks).extracting(Volume::sizeGib).containsExactly(2, 3, 1, 1);
        assertThat(disks.get(0).name()).isEqualTo(server.id() + "-blank-vol");
        assertThat(disks.get(1).origin()).isEqualTo(snapshot);
        assertThat(disks.get(2)).isSameAs(free);
        assertThat(disks.get(3).type().name()).isEqualTo("luks");
        assertThat(disks.get(3).bootable()).isTrue();
        assertThat(server.attachments().get(0).tag()).isEqualTo("b");
        assertThat(server.attachments().get(1).deleteOnTermination()).isTrue();
    }

    @Test
    void forgetsWhatDoesNotSayThatItWillBeAVolume() {
        var local =
                "{'source_type': 'snapshot', 'destination_type': 'local', 'snapshot_id': '%s'}"
                        .formatted(snapshot.id());
        var nowhere = "{'source_type': 'snapshot', 'snapshot_id': '%s'}".formatted(snapshot.id());
        var server =
                boot(
                        today(
                                "[%s, %s, %s]"
                                        .formatted(
                                                snapshotEntry(", 'boot_index': 0"),
                                                local,
                                                nowhere)));
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(server.attachments()).hasSize(1);
    }

    @Test
    void endsInErrorWhenAnEntryDoesNotSayWhich() {
        var named =
                "{'source_type': 'snapshot', 'destination_type': 'volume', 'uuid': '%s', 'boot_index': 0}";
        var server = boot(today("[%s]".formatted(named.formatted(snapshot.id()))));
        assertThat(server.status()).isEqualTo("ERROR");
        assertThat(server.faultMessage())
                .isEqualTo(
                        "Build of instance %s aborted: Snapshot None could not be found."
                                .formatted(server.id()));
    }

    @Test
    void letsTheRequestReplaceOrTakeAwayADevice() {
        var image =
                today(
                        "[%s, {'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'device_name': '/dev/vdb'}]"
                                .formatted(snapshotEntry(", 'boot_index': 0")));
        var bigger =
                BlockDevice.read(
                        Map.of(
                                "source_type", "blank",
                                "destination_type", "volume",
                                "volume_size", 2,
                                "device_name", "/dev/vdb"),
                        false);
        assertThat(boot(image, bigger).attachments())
                .extracting(a -> a.volume().sizeGib())
                .containsExactly(2, 1);
        var none = BlockDevice.read(Map.of("device_name", "vdb", "no_device", true), false);
        assertThat(devices(boot(image, none))).containsExactly("/dev/vda");
    }

    @Test
    void takesTheRootOfTheImageRatherThanTheImageItself() {
        var image = today("[%s]".formatted(snapshotEntry(", 'boot_index': 0")));
        assertThat(boot(image, BlockDevice.local(image.id())).attachments()).hasSize(1);
    }

    @Test
    void wantsTheRootNamedWhereTheRequestHasAMapping() {
        var image = image(Map.of());
        var blank =
                BlockDevice.read(
                        Map.of(
                                "source_type", "blank",
                                "destination_type", "volume",
                                "volume_size", 1),
                        false);
        assertThat(small.refusal(() -> boot(image, blank)).words()).contains("Boot sequence");
        assertThat(devices(boot(image, BlockDevice.local(image.id()), blank)))
                .containsExactly("/dev/vdb");
    }

    @Test
    void readsTheOldFormatAndKnowsTheRootByItsName() {
        var server =
                boot(
                        legacy(
                                "[{'device_name': '/dev/vda', 'snapshot_id': '%s', 'delete_on_termination': true}, {'device_name': '/dev/vdb', 'no_device': true}]"
                                        .formatted(snapshot.id())));
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(devices(server)).containsExactly("/dev/vda");
        assertThat(server.attachments().getFirst().deleteOnTermination()).isTrue();
    }

    @Test
    void takesTheNameOfTheRootFromTheImage() {
        var image =
                image(
                        Map.of(
                                "root_device_name",
                                "/dev/vdc",
                                "block_device_mapping",
                                "[{\"device_name\": \"/dev/vdc\", \"snapshot_id\": \"%s\"}]"
                                        .formatted(snapshot.id())));
        assertThat(boot(image).rootDevice()).isEqualTo("/dev/vdc");
    }

    @Test
    void bootsFromTheImageItselfWhenTheOldFormatNamesAnotherDevice() {
        var server =
                boot(
                        legacy(
                                "[{'device_name': '/dev/vdb', 'snapshot_id': '%s'}]"
                                        .formatted(snapshot.id())));
        assertThat(server.rootDevice()).isEqualTo("/dev/vda");
        assertThat(devices(server)).containsExactly("/dev/vdb");
    }

    @Test
    void ignoresTheNewKeysInTheOldFormat() {
        var image = legacy("[%s]".formatted(snapshotEntry(", 'boot_index': 0, 'colour': 'red'")));
        assertThat(boot(image).rootDevice()).isEqualTo("/dev/vda");
        assertThat(devices(boot(image))).containsExactly("/dev/vdb");
    }

    @Test
    void takesEveryTextButAnEmptyOneForToday() {
        var entry = "[%s]".formatted(snapshotEntry(", 'colour': 'red'")).replace('\'', '"');
        var image = image(Map.of("bdm_v2", "False", "block_device_mapping", entry));
        assertThat(small.refusal(() -> boot(image)).words())
                .contains("Following fields are invalid: colour");
        var empty = image(Map.of("bdm_v2", "", "block_device_mapping", entry));
        assertThat(boot(empty).status()).isEqualTo("ACTIVE");
    }

    @Test
    void refusesAnEntryOfTheOldFormatThatNamesNothing() {
        var image = legacy("[{'device_name': '/dev/vda'}]");
        assertThat(small.refusal(() -> boot(image)).words())
                .isEqualTo("Block Device Mapping is Invalid: Unrecognized legacy format.");
    }
}
