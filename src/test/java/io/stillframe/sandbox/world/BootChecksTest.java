package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Servers.BootWish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mappings of an image Nova refuses, tried with Zed, and what it says. */
class BootChecksTest {

    private static final String NOBODY = "99999999-2222-3333-4444-555555555555";

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;
    private final VolumeSnapshot snapshot =
            small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
    private final Volume free = small.volume(small.ann, 1);
    private final String root =
            "{'source_type': 'snapshot', 'destination_type': 'volume', 'snapshot_id': '%s', 'boot_index': 0}"
                    .formatted(snapshot.id());

    private Image imageWith(String mapping, Map<String, Object> more) {
        return world.inside(() -> {
            var attributes = new LinkedHashMap<String, Object>(more);
            attributes.put("disk_format", "raw");
            attributes.put("container_format", "bare");
            attributes.put("bdm_v2", "True");
            attributes.put("block_device_mapping", mapping);
            var image = world.images().create(small.ann, attributes);
            world.images().upload(small.ann, image.id(), new byte[0]);
            return image;
        });
    }

    private Server boot(Image image) {
        return world.inside(() ->
                world.servers()
                        .boot(
                                small.ann,
                                new BootWish(
                                        "copy",
                                        Flavor.named("tiny"),
                                        image.id(),
                                        List.of(),
                                        Map.of())));
    }

    /** ROOT, NOBODY and FREE stand for the root's entry, an id of nothing, and a free volume's. */
    private String mapping(String text) {
        return text.replace("ROOT", root)
                .replace("NOBODY", NOBODY)
                .replace("FREE", free.id())
                .replace('\'', '"');
    }

    private void assertRefused(String mapping, int status, String words) {
        var image = imageWith(mapping(mapping), Map.of());
        var refused = small.refusal(() -> boot(image));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.words())
                .isEqualTo(
                        words.replace("BDM", "Block Device Mapping is Invalid")
                                .replace("NOBODY", NOBODY));
        assertThat(free.status()).isEqualTo("available");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'source_type': 'blank', 'destination_type': 'volume'                                          | Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 0                        | Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'boot_index': 0       | BDM: Boot sequence for the instance and image/block device mapping combination is not valid.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'boot_index': 2       | BDM: Boot sequence for the instance and image/block device mapping combination is not valid.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'boot_index': 'x'     | BDM: Boot index is invalid.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 'x'                      | BDM: Invalid volume_size.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': -1                       | BDM: Invalid volume_size.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'device_name': ''     | BDM: Device name empty or too long.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'device_name': 'v a'  | BDM: Device name contains spaces.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'volume_type': 'gold' | Volume type gold could not be found.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'disk_bus': 'lpt'     | Block Device Mapping is Invalid.
                    'source_type': 'blank', 'destination_type': 'volume', 'volume_size': 1, 'colour': 'red'       | BDM: Following fields are invalid: colour
                    'source_type': 'snapshot', 'destination_type': 'volume', 'snapshot_id': 'NOBODY'              | BDM: failed to get snapshot NOBODY.
                    'source_type': 'volume', 'destination_type': 'volume', 'volume_id': 'NOBODY'                  | Volume NOBODY could not be found.
                    'source_type': 'image', 'destination_type': 'volume', 'image_id': 'NOBODY', 'volume_size': 1  | BDM: failed to get image NOBODY.
                    'destination_type': 'volume', 'volume_size': 1                                                | BDM: Some required fields are missing
                    'source_type': 'blank', 'destination_type': 'local', 'volume_size': 1                         | Ephemeral disks requested are larger than the instance type allows. If no size is given in one block device mapping, flavor ephemeral size will be used.
                    'source_type': 'blank', 'destination_type': 'local', 'guest_format': 'swap', 'volume_size': 1 | Swap drive requested is larger than instance type allows.
                    """)
    void refusesAnEntry(String entry, String words) {
        var whole = entry.contains("boot_index") ? entry : entry + ", 'boot_index': -1";
        assertRefused("[ROOT, {%s}]".formatted(whole), 400, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'a': 1}   | Invalid image metadata. Error: A list is required in field img_block_device_mapping, not a dict
                    'text'     | Invalid image metadata. Error: A list is required in field img_block_device_mapping, not a str
                    [ROOT, 'x'] | Invalid image metadata. Error: A dict is required in field img_block_device_mapping[1], not a str
                    """)
    void refusesWhatIsNoMapping(String mapping, String words) {
        assertRefused(mapping, 400, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [ROOT                                                                               | json.decoder.JSONDecodeError
                    [ROOT, {'source_type': 'tape', 'destination_type': 'volume'}]                       | ValueError
                    [ROOT, {'source_type': 'blank', 'destination_type': 'tape'}]                        | ValueError
                    [ROOT, {'source_type': 'blank', 'destination_type': 'local', 'device_type': 'tape'}] | ValueError
                    """)
    void stumblesOverWordsThatItDoesNotKnow(String mapping, String type) {
        assertRefused(
                mapping,
                500,
                "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log"
                        + " if possible.\n<class '%s'>".formatted(type));
    }

    @Test
    void refusesASecondSwapAndAFourthLocalDisk() {
        var swap =
                "{'source_type': 'blank', 'destination_type': 'local', 'guest_format': 'swap', 'boot_index': -1}";
        assertRefused(
                "[ROOT, %s, %s]".formatted(swap, swap),
                400,
                "BDM: More than one swap drive requested.");
        var local = swap.replace("'guest_format': 'swap', ", "");
        assertRefused(
                "[ROOT, %s, %s, %s, %s]".formatted(local, local, local, local),
                400,
                "BDM: You specified more local devices than the limit allows");
    }

    @Test
    void wantsASizeForAVolumeThatIsMadeOfAnImage() {
        var plain = imageWith("[]", Map.of());
        assertRefused(
                "[ROOT, {'source_type': 'image', 'destination_type': 'volume', 'image_id': '%s', 'boot_index': -1}]"
                        .formatted(plain.id()),
                400,
                "Images with destination_type 'volume' need to have a non-zero size specified");
    }

    @Test
    void letsAVolumeGoThatItReservedInVain() {
        var entry =
                "{'source_type': 'volume', 'destination_type': 'volume', 'volume_id': 'FREE', 'boot_index': -1}";
        var image = imageWith(mapping("[ROOT, %s, %s]".formatted(entry, entry)), Map.of());
        assertThat(small.refusal(() -> boot(image)).words())
                .startsWith(
                        ("Invalid volume: Invalid input received: Invalid volume: Volume %s status must be available or"
                                        + " downloading to reserve, but the current status is reserved. (HTTP 400) (Request-ID: req-")
                                .formatted(free.id()));
        assertThat(free.status()).isEqualTo("available");
    }

    @Test
    void reservesAVolumeAtOnceAndForOneServer() {
        var image =
                imageWith(
                        mapping(
                                "[ROOT, {'source_type': 'volume', 'destination_type': 'volume', 'volume_id': 'FREE', 'boot_index': -1}]"),
                        Map.of());
        var first = boot(image);
        assertThat(free.status()).isEqualTo("reserved");
        assertThat(small.refusal(() -> boot(image)).words())
                .contains("but the current status is reserved.");
        small.pass();
        assertThat(first.status()).isEqualTo("ACTIVE");
        assertThat(free.status()).isEqualTo("in-use");
        assertThat(small.refusal(() -> boot(image)).words())
                .contains("but the current status is in-use.");
    }

    @Test
    void attachesOneVolumeToSeveralServersWhereItsTypeAllows() {
        var shared =
                world.inside(() ->
                        world.volumes()
                                .create(
                                        small.ann,
                                        new VolumeWish(
                                                "shared",
                                                null,
                                                1,
                                                "multiattach",
                                                Map.of(),
                                                null,
                                                null,
                                                null)));
        small.pass();
        var image =
                imageWith(
                        mapping(
                                "[ROOT, {'source_type': 'volume', 'destination_type': 'volume', 'volume_id': '%s', 'boot_index': -1}]"
                                        .formatted(shared.id())),
                        Map.of());
        for (int i = 1; i <= 2; i++) {
            var server = boot(image);
            small.pass();
            assertThat(server.status()).isEqualTo("ACTIVE");
            assertThat(shared.attachments()).hasSize(i);
        }
    }

    @Test
    void looksAtWhatTheImageNeeds() {
        var ram = imageWith(mapping("[ROOT]"), Map.of("min_ram", 3000));
        assertThat(small.refusal(() -> boot(ram)).words())
                .isEqualTo("Flavor's memory is too small for requested image.");
        var sized =
                mapping("[ROOT]").replace("\"boot_index\"", "\"volume_size\": 2, \"boot_index\"");
        var disk = imageWith(sized, Map.of("min_disk", 3));
        assertThat(small.refusal(() -> boot(disk)).words())
                .isEqualTo(
                        "Volume is smaller than the minimum size specified in image metadata."
                                + " Volume size is 2147483648 bytes, minimum size is 3221225472 bytes.");
        var local = imageWith("[]", Map.of("min_disk", 3));
        assertThat(small.refusal(() -> boot(local)).words())
                .startsWith("Flavor's disk is smaller than the minimum size");
        // Without a size in the entry nobody knows yet how big the root will be.
        var unsized = imageWith(mapping("[ROOT]"), Map.of("min_disk", 3));
        assertThat(boot(unsized).status()).isEqualTo("BUILD");
    }
}
