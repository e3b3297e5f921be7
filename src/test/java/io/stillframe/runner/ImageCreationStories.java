package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.MappingRules;
import io.stillframe.snapshot.NewImage.ExternalData;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Run;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The words in which stories are told of images made of any block devices. */
abstract class ImageCreationStories extends ClimbingStories {

    static final String GIVES_LOCATIONS = "locations=volumes";

    private @Nullable Disks begun;

    /** What the mapping refers to, and what no run may touch. */
    private record Disks(VolumeSnapshot root, Volume data) {}

    VolumeSnapshot root() {
        return Objects.requireNonNull(begun).root();
    }

    Volume data() {
        return Objects.requireNonNull(begun).data();
    }

    void begin(String... settings) {
        open(settings);
        var world = stage.cloud.world();
        var data = stage.demo.addVolume(volume("data", 3));
        var origin = stage.demo.addVolume(volume("root", 5));
        var root =
                world.inside(() ->
                        world.snapshots()
                                .create(
                                        demo(),
                                        new SnapshotWish(
                                                origin.id(), "root", null, Map.of(), true)));
        stage.cloud.setStatus(root, "available");
        begun = new Disks(root, data);
    }

    List<BlockDevice> mapping() {
        return MappingRules.read(
                List.of(
                        Map.of(
                                "source_type",
                                "snapshot",
                                "destination_type",
                                "volume",
                                "uuid",
                                root().id(),
                                "boot_index",
                                0),
                        Map.of(
                                "source_type",
                                "blank",
                                "destination_type",
                                "volume",
                                "volume_size",
                                1,
                                "boot_index",
                                -1),
                        Map.of(
                                "source_type",
                                "volume",
                                "destination_type",
                                "volume",
                                "uuid",
                                data().id(),
                                "boot_index",
                                -1)),
                true);
    }

    ImageRequest request(Strategy strategy) {
        return new ImageRequest("golden", "private", 0, 0, Map.of(), mapping(), null, strategy);
    }

    Run<ImageCreation> start(Strategy strategy) {
        return stage.images.create(stage.demo.id(), request(strategy), null, null);
    }

    Run<ImageCreation> make(Strategy strategy) {
        return stage.creations.toItsEnd(start(strategy));
    }

    Image only() {
        return stage.cloud.images().iterator().next();
    }

    /** One image, as it was asked for, and nothing besides. */
    void isMade(Run<ImageCreation> ended, Strategy strategy) {
        assertThat(ended.phase()).as("%s", ended).isInstanceOf(Succeeded.class);
        assertThat(ended.facts().climb().taken()).isEqualTo(strategy);
        assertThat(stage.cloud.images()).hasSize(1);
        assertThat(only().id()).isEqualTo(ended.facts().imageId());
        assertThat(only().status()).isEqualTo("active");
        var isMapped = !ended.facts().request().mapping().isEmpty();
        assertThat(only().properties().containsKey("block_device_mapping")).isEqualTo(isMapped);
        var made = stage.imageVolumes(ended);
        assertThat(made).hasSize(isMapped && strategy == Strategy.ROOT_LOCATION ? 1 : 0);
        hasTheCallersDisks();
    }

    void leavesNothing(Run<ImageCreation> ended) {
        assertThat(stage.cloud.images()).isEmpty();
        assertThat(stage.imageVolumes(ended)).isEmpty();
        assertThat(ended.facts().left("?")).isEmpty();
        hasTheCallersDisks();
    }

    void hasTheCallersDisks() {
        assertThat(ids(List.copyOf(stage.cloud.volumeSnapshots()))).containsExactly(root().id());
        assertThat(root().status()).isEqualTo("available");
        assertThat(stage.demo.volumes()).contains(data());
    }

    Run<ImageCreation> startedFrom(String url) {
        var wanted =
                new ImageRequest(
                        "elsewhere",
                        "private",
                        0,
                        0,
                        Map.of(),
                        List.of(),
                        new ExternalData(url, "raw", "bare"),
                        Strategy.AUTO);
        return stage.images.create(stage.demo.id(), wanted, null, null);
    }
}
