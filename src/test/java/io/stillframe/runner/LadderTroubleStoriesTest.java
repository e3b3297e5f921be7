package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.snapshot.Climb;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.Rung;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes late, is lost, is slow or is taken away by others while an image becomes active. */
class LadderTroubleStoriesTest extends ClimbingStories {

    /** The first volume of the run, an empty one, comes when the root is being copied. */
    @Test
    void takesNoLateProbeForTheRoot() {
        openWithProbe();
        var tookUntilTheRoot = lateProbe(Duration.ofDays(9));
        openWithProbe();
        lateProbe(tookUntilTheRoot.plusMillis(500));
    }

    /** Returns how long after the probe the root's volume is asked for. */
    private Duration lateProbe(Duration late) {
        actLate("cinder", "create-volume", late);
        var run = stage.start(Stage.of(web()));
        var probeAsked = asked(run);
        while (climb(run).ahead().getFirst() != Rung.ROOT_VOLUME || !climb(run).tidying()) {
            stage.step(run);
            probeAsked = probeAsked.or(() -> asked(run));
        }
        lose("cinder", "create-volume", 1);
        var slow = new Effect.Slow(Duration.ofMinutes(2));
        stage.cloud.faults().add(Fault.at("storage", "create-volume", slow).times(1));
        while (!isAt(Rung.ROOT_VOLUME, run) || asked(run).isEmpty()) {
            stage.step(run);
        }
        var rootAsked = asked(run).orElseThrow();

        var ended = stage.toItsEnd(run);

        assertThat(image(ended).size()).isEqualTo(20L << 30);
        return Duration.between(probeAsked.orElseThrow(), rootAsked);
    }

    private Optional<Instant> asked(Run<ServerSnapshot> run) {
        return Optional.ofNullable(climb(run).volume()).map(Climb.ImageVolume::asked);
    }

    @Test
    void leavesAStrangersEmptyVolumeAlone() { // rule 1
        openWithoutProbe();
        var run = stage.start(Stage.of(web()));
        var theirs = stage.demo.addVolume(volume("theirs", 1));
        var mark = Map.of("stillframe_snapshot", run.id().toString());
        var world = stage.cloud.world();
        world.inside(() -> world.volumes().update(theirs, null, null, mark));

        stage.delete(stage.toItsEnd(run));

        assertThat(stage.demo.volumes()).contains(theirs);
    }

    @Test
    void removesTheImageThatAppearsUnderAnIdThatWasGivenUp() { // rule 9
        var ended = endedBeforeItsFirstImageCame();

        stage.lookAgain(ended);

        assertThat(stage.cloud.images()).containsExactly(image(ended));
        goesWithoutTrace(ended);
    }

    @Test
    void listsTheLateImageThatCannotGo() {
        var ended = endedBeforeItsFirstImageCame();
        var own = image(ended).id();
        var late =
                stage.cloud.images().stream()
                        .filter(image -> !image.id().equals(own))
                        .findFirst()
                        .orElseThrow();
        change(late, "protected", true);

        var stuck = stage.delete(ended);

        assertThat(stuck.phase()).isInstanceOf(Stuck.class);
        assertThat(stuck.facts().left("?"))
                .extracting(ServerSnapshot.Leftover::id)
                .contains(late.id())
                .doesNotContain(own);
    }

    @Test
    void failsWhenItsImageVolumeIsGoneAtTheEnd() {
        open(
                Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL),
                "glance=v2",
                "locations=volumes",
                "volume-delay=5s");
        var run = stage.start(Stage.of(web()));
        while (climb(run).volumeId() == null) {
            stage.step(run);
        }
        var copied = stage.marked(run).getFirst(); // verifying waits for that
        stage.cloud.setStatus(copied, "backing-up");
        while (climb(run).taken() == null) {
            stage.step(run);
        }
        delete(stage.imageVolumes(run).getFirst().id());
        stage.cloud.setStatus(copied, "available");

        var ended = stage.toItsEnd(run);

        assertThat(ended.phase()).isInstanceOf(Undone.class);
        assertThat(problem(ended).detail()).contains("is gone; somebody has deleted it");
        nothingIsLeftOf(ended);
    }

    @Test
    void takesAnotherImageWhenTheLocationOfThisOneMayBeGone() {
        openWithoutProbe();
        var server = web();
        stage.take(Stage.of(server));
        var run = stage.start(Stage.of(server));
        while (stage.cloud.images().stream().filter(image -> image.size() != null).count() < 2) {
            run = stage.dieAtTheNextChange(run, true);
        }
        delete(stage.imageVolumes(run).getFirst().id());

        var ended = stage.toItsEnd(run);

        assertThat(ended.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(image(ended).locations()).noneMatch(where -> where.url().startsWith("cinder:"));
        assertThat(stage.cloud.images()).hasSize(2);
    }

    @Test
    void takesTheNextRungAtOnceWhenItsVolumeWasDeletedByOthers() {
        open(
                Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL),
                "glance=v2",
                "locations=volumes",
                "volume-delay=20s");
        var run = stage.start(Stage.of(web()));
        while (climb(run).volumeId() == null) {
            stage.step(run);
        }
        stage.later(Duration.ofSeconds(25));
        delete(stage.imageVolumes(run).getFirst().id());
        stage.later(Duration.ofSeconds(1));
        var begun = stage.now();

        var ended = stage.toItsEnd(run);

        assertThat(ended.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(Duration.between(begun, stage.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(ended.facts().climb().strategiesRefused().getFirst().reason())
                .contains("somebody has deleted it");
    }

    @Test
    void takesAnotherImageWhenAnAcceptedLocationMayStillCome() { // rule 4
        open(
                Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL),
                "glance=v2",
                "locations=service-only",
                "volume-delay=50s");
        stage.demo.grant("demo", "service");
        var run = stage.start(Stage.of(web()));
        while (!isAt(Rung.ROOT_VOLUME, run) || climb(run).volumeId() == null) {
            stage.step(run);
        }
        lose("glance", "add-location", 1);
        var own = stage.imageVolumes(run).getFirst().id();
        while (stage.stored(run).asked().keySet().stream().noneMatch(key -> key.endsWith(own))) {
            stage.step(run);
        }
        refuse("glance", "add-location", 403);

        stage.toItsEnd(run);

        assertThat(called("create-image")).isEqualTo(3);
    }

    @Test
    void listsTheVolumeWhoseIdItNeverHeardWhenItIsStuck() {
        openWithoutProbe();
        lose("cinder", "create-volume", 1);
        var fire = new Effect.Fail("on fire");
        stage.cloud.faults().add(Fault.at("storage", "delete-volume", fire));
        var run = stage.start(Stage.of(web()));
        while (stage.imageVolumes(run).isEmpty()) {
            stage.step(run);
        }
        stage.cancel(run);

        var ended = stage.toItsEnd(run);

        assertThat(ended.phase()).isInstanceOf(Stuck.class);
        assertThat(problem(ended).type()).isEqualTo("image-volume-left");
        assertThat(ended.facts().left("?"))
                .extracting(ServerSnapshot.Leftover::id)
                .contains(stage.imageVolumes(run).getFirst().id());
    }

    @Test
    void listsWhatTheLastLookCouldNotRemove() {
        openWithProbe();
        actLate("cinder", "create-volume", Duration.ofMinutes(10));
        var run = stage.take(Stage.of(web()));
        stage.delete(run);
        stage.later(Duration.ofMinutes(10));
        var fire = new Effect.Fail("on fire");
        stage.cloud.faults().add(Fault.at("storage", "delete-volume", fire));

        var looked = stage.lookAgain(run);

        assertThat(looked.phase()).isInstanceOf(Stuck.class);
        assertThat(looked.facts().left("?"))
                .extracting(ServerSnapshot.Leftover::id)
                .isEqualTo(List.of(stage.imageVolumes(run).getFirst().id()));
    }

    @Test
    void waitsForNoVolumeThatTakesHoursButRemovesItInTheEnd() {
        openWithoutProbe();
        var hours = new Effect.Slow(Duration.ofHours(3));
        stage.cloud.faults().add(Fault.at("storage", "create-volume", hours).times(1));

        var run = stage.take(Stage.of(web()));

        assertThat(run.phase()).isEqualTo(new Succeeded());
        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().warnings()).anyMatch(text -> text.contains("still being made"));
        assertThat(stage.imageVolumes(run)).hasSize(1);
        stage.cloud.tokenLife(Duration.ofHours(9));
        stage.lookAgain(run);
        assertThat(stage.imageVolumes(run)).isEmpty();
    }

    @Test
    void removesTheVolumeThatCameLateBeforeItCallsTheSnapshotAvailable() { // rule 5
        openWithoutProbe();
        actLate("cinder", "create-volume", Stage.SETTLING.plusSeconds(3));
        var slow = new Effect.Slow(Duration.ofSeconds(20));
        stage.cloud.faults().add(Fault.at("storage", "create-volume", slow).times(1));

        var run = stage.take(Stage.of(web()));

        assertThat(called("create-volume")).isEqualTo(2);
        assertThat(stage.imageVolumes(run)).hasSize(1);
        assertThat(called("delete-volume")).isEqualTo(1);
        assertThat(location(run)).endsWith(stage.imageVolumes(run).getFirst().id());
        goesWithoutTrace(run);
    }

    @Test
    void waitsForTheVolumeThatMayStillComeBeforeItCallsItselfUndone() { // rule 6
        openWithoutProbe();
        actLate("cinder", "create-volume", Duration.ofSeconds(20));
        var run = stage.start(Stage.of(web()));
        while (called("create-volume") == 0) {
            stage.step(run);
        }
        stage.cancel(run);

        var ended = stage.toItsEnd(run);

        assertThat(ended.phase()).isInstanceOf(Undone.class);
        assertThat(called("delete-volume")).isEqualTo(1);
        nothingIsLeftOf(ended);
    }

    @Test
    void makesTheImageVolumeForWhoAsksByNameWhateverWasLearnt() {
        openWithoutProbe();
        var server = web();
        var begun = stage.now();
        var slow = new Effect.Slow(Duration.ofMinutes(8));
        stage.cloud.faults().add(Fault.at("storage", "create-volume", slow).times(1));
        stage.take(Stage.of(server));
        stage.later(Duration.ofMinutes(16).minus(Duration.between(begun, stage.now())));
        var volumes = called("create-volume");

        var run = stage.take(Stage.by(Strategy.ROOT_LOCATION, server));

        assertThat(run.phase()).isEqualTo(new Succeeded());
        assertThat(called("create-volume") - volumes).isEqualTo(1);
    }

    @Test
    void namesWhatWasMadeOfTheVolumeThatHasToGo() {
        openWithoutProbe();
        var run = stage.start(Stage.of(web()));
        while (climb(run).volumeId() == null) {
            stage.step(run);
        }
        var own = stage.imageVolumes(run).getFirst().id();
        var world = stage.cloud.world();
        var wish = new SnapshotWish(own, "kid", null, Map.of(), true);
        var child = world.inside(() -> world.snapshots().create(demo(), wish));
        refuse("glance", "patch-image", 400);
        for (int i = 0; i < 60; i++) {
            stage.step(run);
        }

        assertThat(stage.stored(run).facts().warnings())
                .anyMatch(warning -> warning.contains(child.id()));
    }

    @Test
    void saysThatItIsTheQuotaWhenItIs() {
        openWithoutProbe();
        refuse("cinder", "create-volume", 413);

        var run = stage.take(Stage.by(Strategy.ROOT_LOCATION, web()));

        assertThat(problem(run).type()).isEqualTo("over-quota");
    }

    private void openWithProbe() {
        open(Stage.ladder(ImageVolumeRule.PROBE, null, ALL), "glance=v2", "locations=volumes");
    }

    private void openWithoutProbe() {
        open(Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL), "glance=v2", "locations=volumes");
    }

    private void actLate(String service, String operation, Duration delay) {
        stage.cloud.faults().add(Fault.at(service, operation, new Effect.ActLate(delay)).times(1));
    }

    private void delete(String volumeId) {
        var world = stage.cloud.world();
        world.inside(() -> {
            world.volumes().delete(demo(), volumeId);
            return 0;
        });
        stage.later(Duration.ofSeconds(1));
    }

    private Climb climb(Run<ServerSnapshot> run) {
        return stage.stored(run).facts().climb();
    }

    private boolean isAt(Rung rung, Run<ServerSnapshot> run) {
        var climb = climb(run);
        return !climb.tidying() && !climb.ahead().isEmpty() && climb.ahead().getFirst() == rung;
    }
}
