package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes late, or is asked for again before it is clear what became of it. */
class LateArrivalStoriesTest extends ClimbingStories {

    @Test
    void listsALateImageOfOneThatSucceeded() {
        var ended = endedBeforeItsFirstImageCame();
        assertThat(ended.phase()).isInstanceOf(Succeeded.class);
        var own = image(ended).id();
        var late =
                stage.cloud.images().stream()
                        .filter(image -> !image.id().equals(own))
                        .findFirst()
                        .orElseThrow();
        change(late, "protected", true);
        var looked = stage.lookAgain(ended);
        assertThat(Leftovers.of(looked)).extracting(Leftover::id).contains(late.id());
    }

    @Test
    void listsALateImageOfOneThatIsStuckWithAnother() {
        var ended = endedBeforeItsFirstImageCame();
        change(image(ended), "protected", true);
        var stuck = stage.lookAgain(stage.delete(ended));
        assertThat(Leftovers.of(stuck))
                .extracting(Leftover::id)
                .containsAll(stage.cloud.images().stream().map(image -> image.id()).toList());
    }

    @Test
    void listsWhatAnUndoneOneStillHas() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.cloud.faults().clear();
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        stage.later(Duration.ofSeconds(5));
        var there = stage.marked(run).getFirst();
        stage.cloud.setStatus(there, "backing-up"); // somebody copies it away, for hours
        stage.later(Duration.ofSeconds(40));
        for (int i = 0; i < 500; i++) {
            run = stage.step(run);
        }
        assertThat(stage.snapshots.leftovers(Whose.of(stage.demo.id())))
                .extracting(one -> one.what().id())
                .contains(late);
    }

    @Test
    void isNotStuckWithNothingLeft() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.cloud.faults().clear();
        refuse("cinder", "list-snapshots", 403);
        run = stage.lookAgain(run);
        assertThat(run.phase()).isInstanceOf(Undone.class);
        assertThat(run.times().lookAgain()).as("looked at again later").isNotNull();
    }

    private Run<ServerSnapshot> atRootVolume() {
        open(Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL), "glance=v2", "locations=volumes");
        var run = stage.start(Stage.of(web()));
        while (stage.stored(run).facts().climb().volumeId() == null) {
            stage.step(run);
        }
        return stage.stored(run);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesAnotherImageWhereTheFateOfALocationIsUnclear(boolean busy) { // rule 4
        var run = atRootVolume();
        var first = run.facts().imageId();
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "glance",
                                        "patch-image",
                                        new Effect.ActLate(Duration.ofSeconds(45)))
                                .times(1));
        if (busy) {
            stage.cloud
                    .faults()
                    .add(Fault.at("glance", "patch-image", new Effect.Refuse(503, "{}")).times(1));
        }
        stage.cloud
                .faults()
                .add(Fault.at("glance", "patch-image", new Effect.Refuse(403, "{}")).times(1));
        run = stage.toItsEnd(run);
        assertThat(run.facts().imageId()).isNotEqualTo(first);
    }

    @Test
    void remembersALocationThatMayHaveBeenAcceptedThroughABusyAnswer() {
        open(
                Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL),
                "glance=v2",
                "locations=service-only",
                "volume-delay=50s");
        stage.demo.grant("demo", "service");
        var run = stage.start(Stage.of(web()));
        while (stage.stored(run).facts().climb().volumeId() == null) {
            stage.step(run);
        }
        lose("glance", "add-location", 1);
        var own = stage.imageVolumes(run).getFirst().id();
        while (stage.stored(run).asked().keySet().stream().noneMatch(key -> key.endsWith(own))) {
            stage.step(run);
        }
        stage.cloud
                .faults()
                .add(Fault.at("glance", "add-location", new Effect.Refuse(503, "{}")).times(1));
        refuse("glance", "add-location", 403);

        stage.toItsEnd(run);
        assertThat(called("create-image")).isEqualTo(3);
    }

    @Test
    void removesWhatStrayedOfTheFirstTryWhenTheSecondHasFailedAtOnce() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        stage.cloud.faults().clear();
        refuse("nova", "show-server", 404); // the server is gone by now
        stage.snapshots.retry(stage.stored(run), "demo");
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.cloud.faults().clear();
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        stage.stray(run); // the answer of a worker that was paused during the first try
        run = stage.lookAgain(run);
        assertThat(ids(stage.marked(run))).doesNotContain(late);
    }

    @Test
    void aSweepRemovesTheImageThoughASurplusSnapshotHangs() {
        var run = stage.take(Stage.of(web()));
        var image = image(run).id();
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        change(image(run), "protected", true);
        run = stage.delete(run);
        var there =
                stage.marked(run).stream()
                        .filter(s -> s.id().equals(late))
                        .findFirst()
                        .orElseThrow();
        stage.cloud.setStatus(there, "deleting"); // and hangs, as Cinder's do
        change(image(run), "protected", false);
        for (int i = 0; i < 4; i++) {
            run = stage.lookAgain(run);
        }
        assertThat(stage.cloud.images()).noneMatch(one -> one.id().equals(image));
    }
}
