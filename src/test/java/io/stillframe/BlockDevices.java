package io.stillframe;

import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** An existing volume snapshot, an existing volume, and one that is yet to be made. */
final class BlockDevices {

    private final RealCloud cloud;
    private String snapshot = "";
    private String volume = "";

    BlockDevices(RealCloud cloud) {
        this.cloud = cloud;
    }

    void add() {
        var root = cloud.addFreeVolume(ofAnImage(), cloud.name("root"));
        snapshot = cloud.addVolumeSnapshot(root, cloud.name("root"));
        volume = cloud.addFreeVolume(blank().of(2), cloud.name("data"));
    }

    String snapshot() {
        return snapshot;
    }

    List<Map<String, ?>> mapping() {
        return List.of(
                snapshot(snapshot),
                Map.of(
                        "source_type",
                        "blank",
                        "destination_type",
                        "volume",
                        "volume_size",
                        3,
                        "boot_index",
                        -1,
                        "delete_on_termination",
                        true),
                Map.of(
                        "source_type",
                        "volume",
                        "destination_type",
                        "volume",
                        "uuid",
                        volume,
                        "boot_index",
                        -1));
    }

    static Map<String, ?> snapshot(String id) {
        return Map.of(
                "source_type",
                "snapshot",
                "destination_type",
                "volume",
                "uuid",
                id,
                "boot_index",
                0,
                "delete_on_termination",
                true);
    }

    void areTheDisksOf(String server) {
        var disks = cloud.disksOf(server);
        assertThat(disks.stream().map(disk -> disk.volume().path("size").asInt()))
                .containsExactly(1, 3, 2);
        assertThat(disks.getFirst().snapshotId()).isEqualTo(snapshot);
        assertThat(disks.get(1).snapshotId()).isEmpty();
        assertThat(disks.get(2).id()).isEqualTo(volume);
        cloud.removeServer(server);
    }
}
