package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import java.time.Duration;
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
}
