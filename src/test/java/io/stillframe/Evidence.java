package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the cloud itself shows of a snapshot, held against what the snapshot says. */
record Evidence(RealCloud cloud, Frames frames) {

    private static final String MARK = "stillframe_snapshot";

    /** Image and volume snapshots are there, each with what it must have, and none too many. */
    void isInTheCloud(JsonNode snapshot, String server) {
        var disks = cloud.disksOf(server);
        var volumeIds = disks.stream().map(Disk::id).toList();
        var volumeSnapshots = volumeSnapshots(snapshot);

        assertThat(texts(snapshot.path("volumes"), "volume_id"))
                .containsExactlyInAnyOrderElementsOf(volumeIds);
        assertThat(marked(cloud.volumeSnapshots(), snapshot))
                .containsExactlyInAnyOrderElementsOf(volumeSnapshots);
        for (var volume : snapshot.path("volumes")) {
            var volumeSnapshot = cloud.volumeSnapshot(volume.path("snapshot_id").asString());
            assertThat(volumeSnapshot.path("volume_id")).isEqualTo(volume.path("volume_id"));
            assertThat(volumeSnapshot.path("status").asString()).isEqualTo("available");
            assertThat(volumeSnapshot.path("metadata").propertyNames()).containsExactly(MARK);
            assertThat(volumeSnapshot.path("metadata").path(MARK)).isEqualTo(snapshot.path("id"));
        }

        var image = cloud.image(snapshot.path("image_id").asString());
        assertThat(image.text("/status")).isEqualTo("active");
        assertThat(image.text("/visibility")).isEqualTo("private");
        assertThat(image.text("/name")).isEqualTo(snapshot.path("name").asString());
        assertThat(Web.JSON.readTree(image.text("/block_device_mapping")))
                .isEqualTo(frames.mapping(snapshot));
    }

    /** A plain boot makes all disks of the original. */
    void mapsAllDisks(JsonNode snapshot) {
        var mapping = frames.mapping(snapshot);
        assertThat(texts(mapping, "snapshot_id")).isEqualTo(volumeSnapshots(snapshot));
        assertThat(texts(mapping, "boot_index"))
                .isEqualTo(
                        IntStream.range(0, mapping.size())
                                .mapToObj(i -> i == 0 ? "0" : "-1")
                                .toList());
    }

    /** The same disks at the same places, each made from the volume snapshot of its original. */
    void isACopy(String copy, String server, JsonNode snapshot) {
        var disks = cloud.disksOf(copy);
        var originals = cloud.disksOf(server);
        assertThat(shapes(disks)).isEqualTo(shapes(originals));
        for (int i = 0; i < disks.size(); i++) {
            assertThat(disks.get(i).snapshotId())
                    .isEqualTo(volumeSnapshotOf(originals.get(i).id(), snapshot));
        }
    }

    private static List<String> shapes(List<Disk> disks) {
        return disks.stream().map(Disk::shape).toList();
    }

    private static String volumeSnapshotOf(String volumeId, JsonNode snapshot) {
        return snapshot.path("volumes")
                .valueStream()
                .filter(volume -> volume.path("volume_id").asString().equals(volumeId))
                .map(volume -> volume.path("snapshot_id").asString())
                .findFirst()
                .orElseThrow();
    }

    void isGoneAfterDelete(JsonNode snapshot) {
        frames.deleted(snapshot.path("id").asString());
        isGone(snapshot);
    }

    void isGone(JsonNode snapshot) {
        assertThat(marked(cloud.volumeSnapshots(), snapshot)).isEmpty();
        assertThat(imageVolumes(snapshot)).isEmpty();
        var image = snapshot.path("image_id").asString("");
        if (!image.isEmpty()) {
            assertThat(cloud.image(image).status()).isEqualTo(404);
        }
    }

    /** All that is there because of it, as {@link Inventory} names it. */
    Set<String> madeFor(JsonNode snapshot) {
        var made = new TreeSet<String>();
        made.add("image " + snapshot.path("image_id").asString());
        volumeSnapshots(snapshot).forEach(id -> made.add("volume snapshot " + id));
        imageVolumes(snapshot).forEach(id -> made.add("volume " + id));
        return made;
    }

    /** The volumes that carry its mark. */
    List<String> imageVolumes(JsonNode snapshot) {
        return marked(cloud.volumes(), snapshot);
    }

    private static List<String> marked(List<JsonNode> things, JsonNode snapshot) {
        return things.stream()
                .filter(each -> each.path("metadata").path(MARK).equals(snapshot.path("id")))
                .map(each -> each.path("id").asString())
                .toList();
    }

    static String onlyLeftover(JsonNode snapshot) {
        assertThat(snapshot.path("status").asString()).as("%s", snapshot).isEqualTo("stuck");
        var left = texts(snapshot.path("leftovers"), "id");
        assertThat(left).hasSize(1);
        return left.getFirst();
    }

    static List<String> volumeSnapshots(JsonNode snapshot) {
        return texts(snapshot.path("volumes"), "snapshot_id");
    }

    static List<String> texts(Iterable<JsonNode> nodes, String field) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(node -> node.path(field).asString())
                .toList();
    }
}
