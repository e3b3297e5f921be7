package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class MappingRulesTest {

    private static final String ID = "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90";
    private static final String OTHER = "0d1bd2e4-42bd-4fcd-a627-a0f5bc4f253f";
    private static final String SNAPSHOT =
            "'source_type':'snapshot','destination_type':'volume','snapshot_id':'%s'".formatted(ID);
    private static final String ROOT = SNAPSHOT + ",'boot_index':0";
    private static final String BLANK =
            "'source_type':'blank','destination_type':'volume','volume_size':5";
    private static final String SWAP =
            "'source_type':'blank','destination_type':'local','guest_format':'swap'";
    private static final String VOLUME =
            "'source_type':'volume','destination_type':'volume','volume_id':'%s'".formatted(OTHER);

    @ParameterizedTest
    @MethodSource("entriesThatCannotBe")
    void refusesAnEntryThatCannotBeAndNamesIt(String entry, String sentence) {
        assertRefused("[{%s},{%s},{%s}]".formatted(ROOT, BLANK, entry), true, 2, sentence);
    }

    static Stream<Arguments> entriesThatCannotBe() {
        return Stream.of(
                arguments(
                        BLANK + ",'volumesize':5",
                        "there is no key 'volumesize'; the keys are source_type, destination_type, uuid, snapshot_id, volume_id, image_id, boot_index, volume_size, device_name, delete_on_termination, guest_format, device_type, disk_bus, volume_type, tag, no_device."),
                arguments(BLANK + ",'virtual_name':null", "there is no key 'virtual_name'; the"),
                arguments(BLANK + ",'connection_info':'{}'", "there is no key 'connection_info'"),
                arguments(
                        "'destination_type':'volume'",
                        "source_type is missing; it is snapshot, volume, image or blank."),
                arguments(
                        "'source_type':'file'",
                        "source_type must be snapshot, volume, image or blank, not 'file'."),
                arguments("'source_type':['blank']", "source_type must be snapshot, volume, image"),
                arguments(
                        "'source_type':'blank','volume_size':5",
                        "destination_type is missing; it is volume for an empty volume, or local"),
                arguments(
                        BLANK.replace("'volume',", "'disk',"),
                        "destination_type must be volume or local, not 'disk'."),
                arguments(
                        "'source_type':'image','destination_type':'local','image_id':'%s'"
                                .formatted(ID),
                        "destination_type cannot be local for an image: Nova puts only the image itself, when it is booted, on the hypervisor's disk; say volume and a volume_size."),
                arguments(
                        VOLUME.replace("'volume','volume_id'", "'local','volume_id'"),
                        "destination_type cannot be local for source_type volume: only a volume"),
                arguments(
                        SNAPSHOT.replace("'volume'", "'local'"),
                        "destination_type cannot be local for source_type snapshot: only"),
                arguments(
                        "'source_type':'snapshot'",
                        "snapshot_id is missing; source_type snapshot needs it."),
                arguments("'source_type':'image','volume_size':1", "image_id is missing; source"),
                arguments(
                        SNAPSHOT + ",'volume_id':'%s'".formatted(OTHER),
                        "volume_id cannot be said here: source_type is snapshot, which needs snapshot_id."),
                arguments(
                        "'source_type':'snapshot','volume_id':'%s'".formatted(OTHER),
                        "volume_id cannot be said here: source_type is snapshot, which needs"),
                arguments(
                        SNAPSHOT + ",'uuid':'%s'".formatted(OTHER),
                        "snapshot_id and uuid are different; say only one."),
                arguments(
                        BLANK + ",'uuid':'%s'".formatted(OTHER),
                        "uuid cannot be said here: source_type blank is made of nothing."),
                arguments(
                        "'source_type':'snapshot','snapshot_id':'%s'"
                                .formatted(ID.replace("-", "")),
                        "snapshot_id must be a UUID with dashes, not '9b1f6a526f0e4d5c8a3b2f0c4d7e1a90'."),
                arguments(
                        "'source_type':'volume','uuid':7",
                        "uuid must be a UUID with dashes, not 7."),
                arguments(
                        BLANK + ",'boot_index':'0'",
                        "boot_index must be an integer: 0 for the root, -1 for a disk that is not booted from, not '0'."),
                arguments(BLANK + ",'boot_index':false", "boot_index must be an integer: 0 for"),
                arguments(BLANK + ",'boot_index':1.0", "boot_index must be an integer: 0 for the"),
                arguments(BLANK + ",'boot_index':99999999999", "boot_index must be an integer"),
                arguments(
                        BLANK + ",'boot_index':2",
                        "boot_index is 2, but no entry has 1: they must count up from 0 without a gap."),
                arguments(
                        BLANK + ",'boot_index':0",
                        "boot_index 0 is that of block_device_mapping[0] already, and only one entry can have it."),
                arguments(
                        SWAP + ",'boot_index':1",
                        "boot_index cannot be 1 for destination_type local: an empty disk"),
                arguments(
                        "'source_type':'blank','destination_type':'volume'",
                        "volume_size is missing; a volume of source_type blank needs one, in GiB."),
                arguments(
                        "'source_type':'image','image_id':'%s'".formatted(ID),
                        "volume_size is missing; a volume of source_type image needs one, in GiB."),
                arguments(
                        SNAPSHOT + ",'volume_size':0",
                        "volume_size must be an integer from 1 to 2147483647, not 0."),
                arguments(SNAPSHOT + ",'volume_size':-1", "volume_size must be an integer from 1"),
                arguments(SNAPSHOT + ",'volume_size':'5'", "volume_size must be an integer from 1"),
                arguments(SNAPSHOT + ",'volume_size':2147483648", "volume_size must be an integer"),
                arguments(
                        BLANK + ",'device_name':'/dev/vd b'",
                        "device_name must be like /dev/vdb, not '/dev/vd b'."),
                arguments(
                        BLANK + ",'device_name':''",
                        "device_name must be a text of 1 to 255 characters, not ''."),
                arguments(
                        BLANK + ",'delete_on_termination':'true'",
                        "delete_on_termination must be true or false, not 'true'."),
                arguments(BLANK + ",'delete_on_termination':1", "delete_on_termination must be"),
                arguments(
                        BLANK + ",'guest_format':'%s'".formatted("x".repeat(256)),
                        "guest_format must be a text of 1 to 255 characters, not '%s…'."
                                .formatted("x".repeat(60))),
                arguments(
                        BLANK + ",'device_type':'tape'",
                        "device_type must be disk, cdrom, floppy, fs or lun, not 'tape'."),
                arguments(
                        BLANK + ",'disk_bus':'nvme'",
                        "disk_bus must be fdc, ide, lxc, sata, scsi, uml, usb, virtio or xen, not 'nvme'."),
                arguments(
                        VOLUME + ",'volume_type':'fast'",
                        "volume_type cannot be said here: the volume exists and has its type."),
                arguments(
                        SWAP + ",'volume_type':'fast'",
                        "volume_type cannot be said here: destination_type local makes no volume."),
                arguments(BLANK + ",'volume_type':''", "volume_type must be a text of 1 to 255"),
                arguments(
                        BLANK + ",'tag':'a,b'",
                        "tag must be without commas and slashes, not 'a,b'."),
                arguments(
                        BLANK + ",'tag':'%s'".formatted("x".repeat(61)),
                        "tag must be a text of 1 to 60 characters, not"),
                arguments(BLANK + ",'tag':{}", "tag must be a text of 1 to 60 characters, not an"),
                arguments(
                        "'device_name':'/dev/vdc','no_device':true",
                        "no_device takes away what the mapping of an image would add, and this is the mapping itself: leave the entry out."),
                arguments(BLANK + ",'no_device':''", "no_device must be true or false, not ''."));
    }

    @ParameterizedTest
    @MethodSource("pairsThatCannotBe")
    void refusesWhatOnlyOneEntryCanHave(String one, String other, String sentence) {
        assertRefused("[{%s},{%s},{%s}]".formatted(ROOT, one, other), true, 2, sentence);
    }

    static Stream<Arguments> pairsThatCannotBe() {
        return Stream.of(
                arguments(
                        BLANK + ",'device_name':'/dev/vdb'",
                        BLANK + ",'device_name':'vdb'",
                        "device_name 'vdb' is that of block_device_mapping[1] already, and only"),
                arguments(
                        BLANK + ",'tag':'logs'",
                        BLANK + ",'tag':'logs'",
                        "tag 'logs' is that of block_device_mapping[1] already, and only one"),
                arguments(
                        VOLUME,
                        VOLUME.replace(OTHER, OTHER.toUpperCase(Locale.ROOT)),
                        "volume_id '%s' is that of block_device_mapping[1] already"
                                .formatted(OTHER)),
                arguments(
                        BLANK + ",'boot_index':1",
                        BLANK + ",'boot_index':1",
                        "boot_index 1 is that of block_device_mapping[1] already, and only one"),
                arguments(
                        SWAP,
                        SWAP,
                        "guest_format 'swap' is that of block_device_mapping[1] already, and"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{%s}]", "[{%s,'boot_index':null}]", "[{%s,'boot_index':-3}]"})
    void refusesAMappingWithoutARoot(String mapping) {
        var problem =
                Ports.problemOf(() -> MappingRules.read(json(mapping.formatted(SNAPSHOT)), true));

        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST.word());
        assertThat(problem.detail())
                .isEqualTo(
                        "block_device_mapping: one entry must be the root, with the integer boot_index 0.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'disk'", "7", "[]"})
    void refusesAnEntryThatIsNoObject(String entry) {
        assertRefused(
                "[{%s},%s]".formatted(ROOT, entry),
                true,
                1,
                "this must be an object with keys such as source_type, not");
    }

    @Test
    void needsNoRootBesideDataButThenCountsFromOne() {
        assertThat(read("[{%s,'boot_index':1}]".formatted(BLANK), false))
                .extracting(BlockDevice::bootIndex)
                .containsExactly(1);
        assertThat(read("[]", false)).isEmpty();
        assertRefused("[{%s,'boot_index':2}]".formatted(BLANK), false, 0, "boot_index is 2, but");
    }

    @Test
    void readsAllKeys() {
        var entry =
                "%s,'boot_index':0,'volume_size':7,'device_name':'vda','delete_on_termination':true,'guest_format':'ext4','device_type':'disk','disk_bus':'virtio','volume_type':'fast','tag':'root','no_device':false"
                        .formatted(SNAPSHOT);

        assertThat(read("[{%s}]".formatted(entry), true))
                .containsExactly(
                        new BlockDevice(
                                "snapshot",
                                "volume",
                                ID,
                                null,
                                null,
                                0,
                                7,
                                "vda",
                                true,
                                "ext4",
                                "disk",
                                "virtio",
                                "fast",
                                "root"));
    }

    @Test
    void makesTheIdOfTheApiThatOfTheSource() {
        var devices =
                read(
                        "[{'source_type':'image','uuid':'%1$s','volume_size':3,'boot_index':0},{'source_type':'volume','uuid':'%2$s'},{'source_type':'snapshot','uuid':'%2$s','snapshot_id':'%2$s'}]"
                                .formatted(ID.toUpperCase(Locale.ROOT), OTHER),
                        true);

        assertThat(devices)
                .extracting(BlockDevice::imageId, BlockDevice::volumeId, BlockDevice::snapshotId)
                .containsExactly(
                        tuple(ID, null, null), tuple(null, OTHER, null), tuple(null, null, OTHER));
    }

    @Test
    void saysWhatIsNotSaid() {
        var devices =
                read(
                        "[{%s,'boot_index':-7,'tag':null},{'source_type':'snapshot','snapshot_id':'%s','boot_index':0}]"
                                .formatted(SWAP, ID),
                        true);

        assertThat(devices)
                .containsExactly(
                        new BlockDevice(
                                "blank", "local", null, null, null, -1, null, null, false, "swap",
                                null, null, null, null),
                        new BlockDevice(
                                "snapshot",
                                "volume",
                                ID,
                                null,
                                null,
                                0,
                                null,
                                null,
                                false,
                                null,
                                null,
                                null,
                                null,
                                null));
    }

    @Test
    void refusesToLoseWhatASnapshotDoesNotTellInALongMapping() {
        assertThat(many(131, "")).hasSize(131);
        assertThat(many(116, ",'volume_size':5")).hasSize(116);

        assertThat(Ports.problemOf(() -> many(117, ",'volume_size':5")).detail())
                .isEqualTo(
                        "block_device_mapping[1]: 117 entries are so many that an image cannot hold volume_size and volume_type of volume snapshots; leave these out where a volume may be as its volume snapshot is, or take fewer entries.");
    }

    private static List<BlockDevice> many(int number, String more) {
        var others = Collections.nCopies(number - 1, "{%s}".formatted(SNAPSHOT + more));
        return read("[{%s},%s]".formatted(ROOT, String.join(",", others)), true);
    }

    @Test
    void neverThrowsAnythingElseWhateverIsSent() {
        var values = new ArrayList<@Nullable Object>();
        values.addAll(
                json(
                        "[null,true,false,0,-1,1,7.5,99999999999,99999999999999999999999,'','x','0','%s',[],[1],{},{'a':1},'\\u0000']"
                                .formatted(ID)));
        var base = new LinkedHashMap<String, @Nullable Object>();
        for (var key : List.of("source_type", "destination_type", "snapshot_id", "boot_index")) {
            base.put(key, entry(ROOT).get(key));
        }
        var keys =
                List.of(
                        "source_type",
                        "destination_type",
                        "uuid",
                        "snapshot_id",
                        "volume_id",
                        "image_id",
                        "boot_index",
                        "volume_size",
                        "device_name",
                        "delete_on_termination",
                        "guest_format",
                        "device_type",
                        "disk_bus",
                        "volume_type",
                        "tag",
                        "no_device",
                        "");
        for (var key : keys) {
            for (var value : values) {
                var sent = new HashMap<>(base);
                sent.put(key, value);
                try {
                    assertThat(MappingRules.read(List.of(sent), false)).hasSize(1);
                } catch (Trouble trouble) {
                    assertThat(trouble.problem().detail())
                            .startsWith("block_device_mapping[0]: ")
                            .endsWith(".");
                }
            }
        }
    }

    @Test
    void namesTheEntryByItsPlaceWhateverIsTheRoot() {
        var many = IntStream.range(0, 5).mapToObj(_ -> "{%s}".formatted(BLANK)).toList();

        assertRefused(
                "[%s,{%s,'tag':'/'},{%s}]".formatted(String.join(",", many), BLANK, ROOT),
                true,
                5,
                "tag must be");
    }

    private static void assertRefused(
            String mapping, boolean rootRequired, int place, String sentence) {
        var problem = Ports.problemOf(() -> MappingRules.read(json(mapping), rootRequired));

        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST.word());
        assertThat(problem.mayPass()).isFalse();
        assertThat(problem.detail())
                .startsWith("block_device_mapping[%d]: %s".formatted(place, sentence))
                .endsWith(".");
    }

    private static List<BlockDevice> read(String mapping, boolean rootRequired) {
        return MappingRules.read(json(mapping), rootRequired);
    }

    private static Map<?, ?> entry(String keys) {
        return (Map<?, ?>) json("[{%s}]".formatted(keys)).getFirst();
    }

    private static List<Object> json(String text) {
        return JsonMapper.builder()
                .build()
                .readValue(text.replace('\'', '"'), new TypeReference<>() {});
    }
}
