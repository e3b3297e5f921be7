package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The volume that becomes the location of an image: made once, kept by its image, never left. */
class ImageVolumeStoriesTest extends ClimbingStories {

    /** Where volumes are known to be a store: no probe comes between. */
    @BeforeEach
    void open() {
        open(Stage.ladder(ImageVolumeRule.ALWAYS, null, ALL), "glance=v2", "locations=volumes");
    }

    @Test
    void findsTheVolumeWhoseReplyWasLost() {
        lose("cinder", "create-volume", 1);

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(stage.imageVolumes(run)).hasSize(1);
        assertThat(called("create-volume")).isEqualTo(1);
        goesWithoutTrace(run);
    }

    @Test
    void makesAnotherOnlyAfterSettlingAndRemovesTheLateOne() { // rule 6
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-volume",
                                        new Effect.ActLate(Duration.ofMinutes(40)))
                                .times(1));
        var begun = stage.now();

        var run = stage.take(Stage.of(web()));

        assertThat(run.times().finished()).isAfter(begun.plus(Stage.SETTLING));
        assertThat(stage.imageVolumes(run)).hasSize(1);
        stage.later(Duration.ofMinutes(40));
        assertThat(stage.imageVolumes(run)).as("and the late one").hasSize(2);
        stage.lookAgain(run);
        assertThat(stage.imageVolumes(run)).hasSize(1);
        assertThat(stage.imageVolumes(run).getFirst().id())
                .isEqualTo(run.facts().climb().volumeId());
        goesWithoutTrace(run);
    }

    @Test
    void readsTheImageAgainWhenTheReplyToTheLocationIsLost() { // rule 4
        var server = web();
        stage.take(Stage.of(server)); // the volume snapshot is known not to be taken
        var patches = called("patch-image");
        lose("glance", "patch-image", 1);

        var run = stage.take(Stage.of(server));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(called("patch-image") - patches).isEqualTo(1);
        assertThat(stage.imageVolumes(run)).hasSize(1);
        goesWithoutTrace(run);
    }

    @Test
    void waitsForALocationThatComesLateInsteadOfTryingTheNextRung() { // rule 4
        var server = web();
        stage.take(Stage.of(server));
        var patches = called("patch-image");
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "glance",
                                        "patch-image",
                                        new Effect.ActLate(Duration.ofSeconds(20)))
                                .times(1));

        var run = stage.take(Stage.of(server));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
        assertThat(run.facts().climb().strategiesRefused())
                .noneMatch(why -> why.strategy() == Strategy.ROOT_LOCATION);
        assertThat(called("patch-image") - patches).isEqualTo(1);
        goesWithoutTrace(run);
    }

    @Test
    void removesTheVolumeOfARefusedRungBeforeTheNext() { // rule 5
        open(Stage.ladder(ImageVolumeRule.ALWAYS, "nowhere", ALL), "glance=v2", "store=vol");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(called("create-volume")).isEqualTo(1);
        assertThat(stage.imageVolumes(run)).isEmpty();
        assertThat(run.facts().climb().strategiesRefused())
                .anyMatch(why -> why.reason().contains("Invalid location"));
        goesWithoutTrace(run);
    }

    @Test
    void removesTheProbeThatShowsThatVolumesAreNoStore() { // rule 5
        open(Stage.ladder(ImageVolumeRule.PROBE, "nowhere", ALL), "glance=v2", "store=vol");

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(called("create-volume")).as("only the probe").isEqualTo(1);
        assertThat(called("create-image")).isEqualTo(1);
        assertThat(stage.imageVolumes(run)).isEmpty();
        goesWithoutTrace(run);
    }

    @Test
    void namesTheStoreInTheLocationWhereThereAreSeveral() {
        open(Stage.ladder(ImageVolumeRule.PROBE, "vol", ALL), "glance=v2", "store=vol");

        var run = stage.take(Stage.of(web()));

        assertThat(location(run)).isEqualTo("cinder://vol/" + run.facts().climb().volumeId());
        goesWithoutTrace(run);
    }

    @Test
    void takesTheNextRungWhenTheStorageCannotMakeTheVolume() {
        stage.cloud
                .faults()
                .add(Fault.at("storage", "create-volume", new Effect.Fail("no space left")));

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().climb().strategiesRefused().getFirst().reason())
                .contains("went to error");
        assertThat(stage.imageVolumes(run)).isEmpty();
        goesWithoutTrace(run);
    }

    @Test
    void takesTheNextRungWhenMakingTheVolumeTakesTooLong() {
        stage.cloud
                .faults()
                .add(Fault.at("storage", "create-volume", new Effect.Slow(Duration.ofMinutes(8))));

        var run = stage.take(Stage.of(web()));

        assertThat(run.phase()).isEqualTo(new Succeeded());
        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().climb().strategiesRefused().getFirst().reason())
                .contains("took longer than 300 s");
        stage.lookAgain(run);
        assertThat(stage.imageVolumes(run)).isEmpty();
        goesWithoutTrace(run);
    }

    @Test
    void takesTheNextRungWhenCinderRefusesTheVolume() {
        refuse("cinder", "create-volume", 413);

        var run = stage.take(Stage.of(web()));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(stage.imageVolumes(run)).isEmpty();
        goesWithoutTrace(run);
    }

    @Test
    void leavesOutTheStrategyForAnEncryptedRoot() {
        var server =
                stage.demo
                        .server("vault")
                        .bootedFrom(volume("root", 5).device("/dev/vda").type("luks"))
                        .add();

        assertThatThrownBy(() -> stage.start(Stage.by(Strategy.ROOT_LOCATION, server)))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("encrypted");
        var run = stage.take(Stage.of(server));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().climb().strategiesRefused().getFirst().reason())
                .contains("ciphertext");
        assertThat(called("patch-image")).isZero();
        assertThat(called("create-volume")).isZero();
    }

    @Test
    void leavesOutTheStrategyWhenOnlyItsVolumeDoesNotFit() {
        var server = web();
        stage.demo.quota("volumes", 3);

        assertThatThrownBy(() -> stage.start(Stage.by(Strategy.ROOT_LOCATION, server)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> assertThat(trouble.problem().type()).isEqualTo("over-quota"));
        var run = stage.take(Stage.of(server));

        assertThat(run.facts().climb().taken()).isEqualTo(Strategy.EMPTY_UPLOAD);
        assertThat(run.facts().climb().strategiesRefused().getFirst().reason())
                .contains("quota volumes");
        assertThat(called("create-volume")).isZero();
    }

    @Test
    void countsTheGigabytesOfTheVolumeFirst() {
        var server = web();
        stage.demo.quota("gigabytes", 80 + 80 + 19);

        var run = dry(server);

        assertThat(run.facts().climb().ahead().getFirst().strategy())
                .isEqualTo(Strategy.EMPTY_UPLOAD);
        stage.demo.quota("gigabytes", 80 + 80 + 20);
        assertThat(dry(server).facts().climb().ahead().getFirst().strategy())
                .isEqualTo(Strategy.ROOT_LOCATION);
    }

    @Test
    void leavesStrangersVolumesAlone() { // rule 1
        var server = web();
        var run = stage.start(Stage.of(server));
        var theirs =
                stage.demo.addVolume(volume("theirs", 20)); // with our mark, but of nothing of ours
        stage.cloud
                .world()
                .inside(() ->
                        stage.cloud
                                .world()
                                .volumes()
                                .update(
                                        theirs,
                                        null,
                                        null,
                                        Map.of("stillframe_snapshot", run.id().toString())));

        var ended = stage.toItsEnd(run);

        assertThat(location(ended)).doesNotContain(theirs.id());
        stage.delete(ended);
        assertThat(stage.demo.volumes()).contains(theirs);
    }

    @Test
    void deletesItAfterTheImageAndBeforeTheVolumeSnapshots() { // rule 7
        var run = stage.take(Stage.of(web()));
        var images = called("delete-image");

        stage.delete(run);

        assertThat(called("delete-image") - images).isEqualTo(1);
        assertThat(called("delete-volume")).as("the image takes it along").isZero();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
        assertThat(stage.imageVolumes(run)).isEmpty();
    }

    @Test
    void isListedNoMoreOnceItIsGoneThoughTheImageStays() {
        var run = stage.take(Stage.of(web()));
        var volume = stage.imageVolumes(run).getFirst().id();
        change(image(run), "protected", true);
        var stuck = stage.delete(run);
        assertThat(Leftovers.of(stuck)).extracting(Leftover::id).contains(volume);

        var world = stage.cloud.world();
        world.inside(() -> {
            world.volumes().delete(demo(), volume);
            return 0;
        });

        assertThat(Leftovers.of(stage.lookAgain(stuck)))
                .extracting(Leftover::id)
                .contains(image(run).id())
                .doesNotContain(volume);
    }

    @Test
    void waitsAndNamesTheVolumeThatWasMadeOfAVolumeSnapshot() { // rule 7
        var run = stage.take(Stage.of(web()));
        var root = run.facts().volumes().getFirst().snapshotId();
        var origin =
                stage.marked(run).stream()
                        .filter(s -> s.id().equals(root))
                        .findFirst()
                        .orElseThrow();
        var world = stage.cloud.world();
        var child =
                world.inside(
                        () -> world.volumes().create(demo(), VolumeWish.copyOf(origin, "kid")));

        stage.snapshots.delete(stage.stored(run), "demo");
        for (int i = 0; i < 40; i++) {
            stage.step(run);
        }

        var waiting = stage.stored(run);
        assertThat(waiting.phase()).isInstanceOf(Phase.Undoing.class);
        assertThat(waiting.facts().warnings())
                .anyMatch(warning -> warning.contains(child.id()) && warning.contains("kid"));
        assertThat(stage.imageVolumes(run)).isEmpty();
        world.inside(() -> {
            world.volumes().delete(demo(), child.id());
            return 0;
        });
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Undone.class);
        nothingIsLeftOf(run);
    }
}
