package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Server;
import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotVolume;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an image becomes active, rung by rung, and what is left of the rungs that were left. */
class LadderStoriesTest extends ClimbingStories {

    @Test
    void takesTheRootsVolumeSnapshotWhereTheStoreResolvesIt() {
        open("locations=snapshots");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(run.facts().climb().refused()).isEmpty();
        assertThat(location(run))
                .isEqualTo("cinder://" + run.facts().volumes().getFirst().snapshotId());
        assertThat(image(run).size()).isEqualTo(20L << 30);
        assertThat(stage.imageVolumes(run)).isEmpty();
        assertThat(called("create-volume")).isZero();
        goesWithoutTrace(run);
    }

    @Test
    void takesAnImageVolumeWhereAProbeHasShownThatVolumesAreAStore() {
        open("locations=volumes");
        var server = web();
        var before = stage.demo.volumes().size();

        var run = stage.take(Stage.of(server));

        assertThat(run.phase()).isEqualTo(new Succeeded());
        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        var own = stage.imageVolumes(run);
        assertThat(own).hasSize(1);
        assertThat(own.getFirst().sizeGib()).isEqualTo(20);
        assertThat(stage.demo.volumes()).hasSize(before + 1);
        assertThat(location(run)).isEqualTo("cinder://" + own.getFirst().id());
        assertThat(image(run).status()).isEqualTo("active");
        assertThat(image(run).size()).isEqualTo(20L << 30);
        assertThat(stage.cloud.images()).hasSize(1);
        assertThat(run.facts().mapping()).hasSize(3);
        assertThat(stage.story(run))
                .anyMatch(line -> line.contains("root-location was refused: Could not add"))
                .anyMatch(line -> line.contains("Glance takes volumes as locations"));
        goesWithoutTrace(run);
        assertThat(stage.demo.volumes()).hasSize(before);
    }

    @Test
    void remembersWhatTheCloudCanDo() {
        open("locations=volumes");
        var first = stage.take(Stage.of(web()));
        var volumes = called("create-volume");
        var patches = called("patch-image");

        var second = stage.take(Stage.of(server("web")));

        assertThat(called("create-volume") - volumes).as("no probe").isEqualTo(1);
        assertThat(called("patch-image") - patches).as("no try of the snapshot").isEqualTo(1);
        assertThat(stage.imageVolumes(second)).hasSize(1);
        assertThat(stage.imageVolumes(first)).hasSize(1);

        stage.later(Duration.ofMinutes(20));
        stage.take(Stage.of(server("web")));

        assertThat(called("create-volume") - volumes).as("and a probe").isEqualTo(3);
    }

    @Test
    void goesOnWithTheSameImageWhereLocationsAreClosed() {
        open("locations=closed");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ZERO_SIZE);
        var refused = run.facts().climb().strategiesRefused();
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().strategy()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(refused.getFirst().reason())
                .contains("403", "It's not allowed to add locations if locations are invisible.");
        assertThat(called("create-volume")).isZero();
        assertThat(stage.cloud.images()).hasSize(1);
        var patches = called("patch-image");
        var again = stage.take(Stage.of(server("web")));
        assertThat(called("patch-image")).as("remembered").isEqualTo(patches);
        assertThat(again.facts().climb().strategiesRefused()).isEqualTo(refused);
        goesWithoutTrace(run);
    }

    @Test
    void keepsTheQueuedImageForTheNextRungOfTheSameVersion() {
        open("locations=closed", "glance=v2");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(called("create-image")).isEqualTo(1);
        assertThat(called("delete-image")).isZero();
        assertThat(run.facts().climb().strategiesRefused()).hasSize(2);
        goesWithoutTrace(run);
    }

    @Test
    void failsWithASentenceWhenTheNamedStrategyIsClosed() {
        open("locations=closed");

        var run = stage.take(Stage.by(Strategy.ROOT_LOCATION, web()));

        assertThat(run.phase()).isInstanceOf(Undone.class);
        assertThat(problem(run).type()).isEqualTo("strategy-unavailable");
        assertThat(problem(run).detail())
                .contains("locations are invisible")
                .contains("show_multiple_locations");
        assertThat(problem(run).upstream()).extracting(Problem.Upstream::status).isEqualTo(403);
        nothingIsLeftOf(run);
    }

    @Test
    void takesAnotherImageWhenAnAcceptedLocationLeadsNowhere() { // rule 4
        open("glance=v2", "locations=service-only");
        stage.demo.grant("demo", "service");
        var begun = stage.now();

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(Duration.between(begun, stage.now())).isGreaterThan(Duration.ofMinutes(1));
        assertThat(stage.story(run))
                .anyMatch(line -> line.contains("did not make it active within 60 s"));
        assertThat(called("create-image"))
                .as("for the volume snapshot, for the probe, for the image volume")
                .isEqualTo(3);
        assertThat(stage.cloud.images()).hasSize(1);
        assertThat(stage.imageVolumes(run)).hasSize(1);

        var again = stage.take(Stage.of(server("web")));
        assertThat(called("create-image")).as("remembered").isEqualTo(4);
        goesWithoutTrace(again);
        goesWithoutTrace(run);
    }

    @Test
    void asksByNameForWhatWasRefusedBefore() {
        open("locations=closed");
        stage.take(Stage.of(web()));
        var patches = called("patch-image");

        stage.take(Stage.by(Strategy.ROOT_LOCATION, server("web")));

        assertThat(called("patch-image")).isEqualTo(patches + 1);
    }

    @Test
    void leavesTheRootOutOfTheMappingWhereTheCallerWants() {
        open("locations=volumes");
        var server = web();

        var run = stage.take(withoutRoot(Strategy.AUTO, server));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(run.facts().volumes()).hasSize(3);
        assertThat(run.facts().mapping())
                .extracting(BlockDevice::snapshotId)
                .isEqualTo(
                        run.facts().volumes().stream()
                                .skip(1)
                                .map(SnapshotVolume::snapshotId)
                                .toList());
        assertThat(image(run).properties().get("block_device_mapping"))
                .doesNotContain("\"boot_index\":0");
        goesWithoutTrace(run);
    }

    @Test
    void makesNoImageThatHasNoRootAtAll() {
        open("locations=closed");
        var server = web();

        assertThatThrownBy(() -> stage.start(withoutRoot(Strategy.ZERO_SIZE, server)))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("root_in_mapping");
        var run = stage.take(withoutRoot(Strategy.AUTO, server));

        assertThat(run.phase()).isInstanceOf(Undone.class);
        assertThat(problem(run).detail())
                .contains("root-location:", "zero-size: With root_in_mapping false");
        nothingIsLeftOf(run);
    }

    @Test
    void findsTheImageOfVersionOneWhoseReplyWasLost() {
        open("glance=v1");
        lose("glance", "create-image", 1);

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ZERO_SIZE);
        assertThat(called("create-image")).isEqualTo(1);
        assertThat(stage.cloud.images()).hasSize(1);
        goesWithoutTrace(run);
    }

    @Test
    void goesOnUnderAnotherIdWhenVersionOneRefuses() {
        open(Stage.ladder(Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD), "glance=both");
        refuse("glance", "create-image", 403, "/v1/");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().climb().strategiesRefused().getFirst().strategy())
                .isEqualTo(Strategy.ZERO_SIZE);
        goesWithoutTrace(run);
    }

    @Test
    void saysWhichPropertyVersionOneCannotHold() {
        open("glance=v1");
        var server = web();
        var request =
                new SnapshotRequest(
                        server.id(),
                        "frame",
                        null,
                        Strategy.AUTO,
                        false,
                        null,
                        List.of(),
                        Map.of("Upper-Case", "x"),
                        "private");

        assertThatThrownBy(() -> stage.start(request))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Upper-Case");
        assertThat(called("create-snapshot")).isZero();
    }

    @Test
    void writesOnlyKeysThatTheNovaOfThatTimeKnows() {
        open("glance=v1");

        var run = stage.take(Stage.of(web()));

        assertThat(image(run).properties().get("block_device_mapping"))
                .contains("\"volume_size\":20")
                .doesNotContain("volume_type");
        goesWithoutTrace(run);
    }

    @Test
    void endsWellHoweverOftenTheWorkerDiesOnTheLadder() {
        open("locations=volumes");
        var run = stage.start(Stage.of(web()));
        for (boolean afterSending : new boolean[] {false, true, false, true, true, false}) {
            run = stage.dieAtTheNextChange(run, afterSending);
        }

        var ended = stage.toItsEnd(run);

        assertThat(ended.phase()).isEqualTo(new Succeeded());
        assertThat(ended.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(stage.cloud.images()).hasSize(1);
        assertThat(stage.imageVolumes(ended)).hasSize(1);
        assertThat(stage.marked(ended)).hasSize(3);
        goesWithoutTrace(ended);
    }

    @Test
    void takesEverythingDownWhenItFailsAfterTheLadder() {
        open("locations=volumes", "volume-delay=5s");
        var run = stage.start(Stage.of(web()));
        while (stage.imageVolumes(run).stream().noneMatch(volume -> volume.sizeGib() == 20)) {
            stage.step(run);
        }
        change(image(stage.stored(run)), "block_device_mapping", "[]");

        var ended = stage.toItsEnd(run);

        assertThat(ended.phase()).isInstanceOf(Undone.class);
        assertThat(problem(ended).type()).isEqualTo("image-changed");
        nothingIsLeftOf(ended);
    }

    private static SnapshotRequest withoutRoot(Strategy strategy, Server server) {
        return new SnapshotRequest(
                server.id(), "frame", null, strategy, true, null, List.of(), Map.of(), "private");
    }
}
