package io.stillframe.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ServerSnapshot.Found;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MappingTextTest {

    private static final String ID = "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90";
    private static final int LONGEST_IN_V2 = 65_535;

    private final MappingText text = new MappingText();

    @Test
    void writesOfAServersVolumesWhatItHasAlwaysWritten() {
        assertThat(text.of(facts(2, ID)))
                .isEqualTo(
                        """
                        [{"source_type":"snapshot","destination_type":"volume","snapshot_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":0,"volume_size":10,"device_name":"/dev/vda","delete_on_termination":false,"volume_type":"standard","tag":"root"},\
                        {"source_type":"snapshot","destination_type":"volume","snapshot_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":-1,"volume_size":10,"device_name":"/dev/vdb","delete_on_termination":false,"volume_type":"standard"}]\
                        """);
    }

    @Test
    void writesAllKeysAndTheRootFirst() {
        var mapping =
                List.of(
                        new BlockDevice(
                                "blank", "local", null, null, null, -1, 1, null, true, "swap", null,
                                null, null, null),
                        new BlockDevice(
                                "volume", "volume", null, ID, null, 1, null, null, false, null,
                                "cdrom", "ide", null, null),
                        new BlockDevice(
                                "image", "volume", null, null, ID, 0, 3, "vda", true, null, "disk",
                                "virtio", "fast", "root"));

        assertThat(text.of(mapping))
                .isEqualTo(
                        """
                        [{"source_type":"image","destination_type":"volume","image_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":0,"volume_size":3,"device_name":"vda","delete_on_termination":true,"device_type":"disk","disk_bus":"virtio","volume_type":"fast","tag":"root"},\
                        {"source_type":"blank","destination_type":"local","boot_index":-1,"volume_size":1,"delete_on_termination":true,"guest_format":"swap"},\
                        {"source_type":"volume","destination_type":"volume","volume_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":1,"delete_on_termination":false,"device_type":"cdrom","disk_bus":"ide"}]\
                        """);
    }

    @Test
    void canBeReadBack() {
        var mapping = facts(3, ID).mapping();
        var shortened = text.written(facts(100, ID).mapping());

        assertThat(readBack(text.of(mapping))).isEqualTo(mapping);
        assertThat(readBack(text.of(shortened))).isEqualTo(shortened);
    }

    private static List<BlockDevice> readBack(String text) {
        return List.of(JsonMapper.builder().build().readValue(text, BlockDevice[].class));
    }

    @Test
    void leavesOutWhatNovaMakesUpWhenTheTextWouldBeTooLong() {
        var swap =
                new BlockDevice(
                        "blank",
                        "local",
                        null,
                        null,
                        null,
                        -1,
                        1,
                        "/dev/vdz",
                        true,
                        "swap",
                        null,
                        "ide",
                        null,
                        null);
        var volume =
                new BlockDevice(
                        "volume",
                        "volume",
                        null,
                        ID,
                        null,
                        -1,
                        9,
                        "/dev/vdy",
                        false,
                        null,
                        "cdrom",
                        null,
                        null,
                        "tools");
        var mapping = and(facts(74, ID).mapping(), swap, volume);
        assertThat(text.of(facts(74, ID)).length()).isLessThan(MappingText.LONGEST_IN_V1);

        assertThat(text.of(mapping).length()).isLessThan(MappingText.LONGEST_IN_V1);
        assertThat(text.of(mapping))
                .startsWith(
                        """
                        [{"source_type":"snapshot","destination_type":"volume","snapshot_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":0,"volume_size":10,"volume_type":"standard","tag":"root"},\
                        """)
                .endsWith(
                        """
                        {"source_type":"blank","destination_type":"local","boot_index":-1,"volume_size":1,"delete_on_termination":true,"guest_format":"swap","disk_bus":"ide"},\
                        {"source_type":"volume","destination_type":"volume","volume_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":-1,"device_type":"cdrom","tag":"tools"}]\
                        """);
        assertThat(MappingText.leavesToSnapshots(mapping)).isFalse();
    }

    @Test
    void leavesToVolumeSnapshotsWhatTheyTellWhenTheTextWouldStillBeTooLong() {
        var blank =
                new BlockDevice(
                        "blank",
                        "volume",
                        null,
                        null,
                        null,
                        -1,
                        5,
                        "/dev/vdz",
                        true,
                        null,
                        null,
                        null,
                        "fast",
                        null);
        var mapping = and(facts(120, ID).mapping(), blank);

        assertThat(MappingText.leavesToSnapshots(mapping)).isTrue();
        assertThat(text.of(mapping))
                .startsWith(
                        """
                        [{"source_type":"snapshot","destination_type":"volume","snapshot_id":"9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90","boot_index":0,"tag":"root"},\
                        """)
                .endsWith(
                        """
                        {"source_type":"blank","destination_type":"volume","boot_index":-1,"volume_size":5,"delete_on_termination":true,"volume_type":"fast"}]\
                        """);
        assertThat(text.of(text.written(mapping))).isEqualTo(text.of(mapping));
    }

    /** How many volumes of a server fit, and how many would without anything left out. */
    @Test
    void fitsThisManyVolumes() {
        IntFunction<String> whole =
                volumes ->
                        JsonMapper.builder()
                                .build()
                                .writeValueAsString(facts(volumes, ID).mapping());
        IntFunction<String> written = volumes -> text.of(facts(volumes, ID));

        assertThat(
                        List.of(
                                most(whole, MappingText.LONGEST_IN_V1),
                                most(written, MappingText.LONGEST_IN_V1),
                                most(whole, LONGEST_IN_V2),
                                most(written, LONGEST_IN_V2)))
                .containsExactly(73, 131, 295, 528);
    }

    @Test
    void showsBeforehandHowLongTheTextWillBe() {
        for (int volumes : new int[] {1, 50, 74, 75, 76, 90, 110, 126, 200}) {
            var before = text.sample(facts(volumes, null));
            var after = text.of(facts(volumes, ID));

            assertThat(before.length()).as("%d volumes", volumes).isEqualTo(after.length());
            assertThat(before).contains(new UUID(0, 0).toString()).doesNotContain(ID);
        }
    }

    private static int most(IntFunction<String> text, int bytes) {
        return IntStream.iterate(1, volumes -> volumes + 1)
                        .filter(volumes -> text.apply(volumes).getBytes(UTF_8).length > bytes)
                        .findFirst()
                        .orElseThrow()
                - 1;
    }

    private static List<BlockDevice> and(List<BlockDevice> some, BlockDevice... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private static ServerSnapshot facts(int volumes, @Nullable String snapshotId) {
        var request =
                new SnapshotRequest(
                        "server",
                        null,
                        null,
                        Strategy.AUTO,
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "private");
        var found =
                new Found(
                        "web",
                        "image",
                        "bootable",
                        EnumSet.allOf(MappingKey.class),
                        Map.of(),
                        0,
                        false);
        return ServerSnapshot.of(request)
                .inspected(
                        found,
                        IntStream.range(0, volumes).mapToObj(i -> volume(i, snapshotId)).toList(),
                        List.of());
    }

    private static SnapshotVolume volume(int index, @Nullable String snapshotId) {
        var letters = index < 26 ? "" : String.valueOf((char) ('a' + index / 26 - 1));
        return new SnapshotVolume(
                "volume-" + index,
                "/dev/vd" + letters + (char) ('a' + index % 26),
                10,
                "standard",
                index == 0 ? 0 : -1,
                false,
                index == 0 ? "root" : null,
                snapshotId,
                "available");
    }
}
