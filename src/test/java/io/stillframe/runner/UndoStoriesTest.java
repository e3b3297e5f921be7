package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Reason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How it is undone, after a failure or because somebody deletes it: nothing is left, or an exact
 * list.
 */
class UndoStoriesTest extends Stories {

    @Test
    void leavesNothingBehindWhenAVolumeIsRefused() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        assertThat(problem(run).type()).isEqualTo("over-quota");
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.lookAgain(run);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
        assertThat(stage.cloud.images()).isEmpty();
    }

    @Test
    void deletesOnlyWhatIsAvailableOrInErrorAndWaitsForTheRest() { // rule 7: a second DELETE
        // would be a 400
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        stage.take(Stage.of(server("web")));
        assertThat(stage.cloud.calls().of("cinder", "delete-snapshot")).isEqualTo(2);
    }

    @Test
    void tellsWhyTheStorageFailedAndUndoesTheRest() {
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "create-snapshot",
                                        new Effect.Fail("no space left on the array"))
                                .times(1));
        var run = stage.take(Stage.of(web()));
        assertThat(problem(run).type()).isEqualTo("volume-snapshot-failed");
        assertThat(problem(run).detail()).contains("Cinder says: create snapshot:");
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenGlanceRefuses() {
        refuse("glance", "upload-image", 403);
        var run = stage.take(Stage.of(web()));
        assertThat(problem(run).type()).isEqualTo("cloud-forbidden");
        assertThat(problem(run).upstream()).isNotNull();
        assertThat(stage.cloud.images()).as("never left queued").isEmpty();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenSomebodyDeletesTheImageUnderWay() {
        var run = stage.start(Stage.of(web()));
        stage.cloud
                .faults()
                .add(Fault.at("glance", "upload-image", new Effect.Refuse(503, "busy")).times(1));
        while (run.facts().imageId() == null) {
            run = stage.step(run);
        }
        var image = image(run);
        stage.cloud.world().inside(() -> stage.cloud.world().images().delete(demo(), image.id()));
        run = stage.toItsEnd(run);
        assertThat(problem(run).upstream()).isNotNull();
        assertThat(run.phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.images()).isEmpty();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void waitsForWhatMayStillAppearBeforeItSaysThatNothingIsLeft() { // rule 6
        var volumes = dry(web()).facts().volumeIds();
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Duration.ofSeconds(20)))
                                .matching(volumes.get(0)));
        refuse("cinder", "create-snapshot", 413, volumes.get(1));
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.later(Duration.ofHours(1));
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void deletesTheImageFirstAndThenItsVolumeSnapshots() { // rule 7
        var run = stage.take(Stage.of(web()));
        run = stage.delete(run);
        assertThat(run.phase())
                .isInstanceOfSatisfying(
                        Undone.class,
                        undone -> assertThat(undone.because()).isInstanceOf(Reason.Deleted.class));
        assertThat(run.facts().volumes()).allMatch(volume -> volume.status().equals("deleted"));
        assertThat(stage.cloud.images()).isEmpty();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void deletesItsImageByTheIdWhateverSomebodyMadeOfIt() { // rule 2
        var run = stage.take(Stage.of(web()));
        change(image(run), "block_device_mapping", "[]");
        change(image(run), "name", "not what it was");
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.images()).isEmpty();
    }

    @Test
    void deletesWhatIsLeftWhenSomebodyElseHasDeletedSome() {
        var run = stage.take(Stage.of(web()));
        stage.cloud
                .world()
                .inside(() -> stage.cloud.world().images().delete(demo(), image(run).id()));
        stage.cloud
                .world()
                .inside(() ->
                        stage.cloud
                                .world()
                                .snapshots()
                                .delete(demo(), stage.marked(run).getFirst().id()));
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void namesTheVolumeThatKeepsAVolumeSnapshot() { // rule 7
        stage.close();
        stage = Stage.open(SandboxSettings.quick("children-block-delete=true"));
        var run = stage.take(Stage.of(web()));
        var origin = stage.marked(run).getFirst();
        var child =
                stage.cloud
                        .world()
                        .inside(() ->
                                stage.cloud
                                        .world()
                                        .volumes()
                                        .create(demo(), VolumeWish.copyOf(origin, "child")));
        stage.snapshots.delete(stage.stored(run), "demo");
        for (int i = 0; i < 20; i++) {
            stage.step(run);
        }
        assertThat(stage.stored(run).phase()).isInstanceOf(Phase.Undoing.class);
        assertThat(stage.stored(run).facts().warnings())
                .singleElement()
                .asString()
                .contains(child.id(), origin.id());
        stage.cloud.world().inside(() -> stage.cloud.world().volumes().delete(demo(), child.id()));
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void saysWhatToDoAboutAVolumeSnapshotThatTheStorageHasLost() { // rule 7
        var run = stage.take(Stage.of(web()));
        var lost = stage.marked(run).getFirst();
        stage.cloud.setStatus(lost, "creating");
        run = stage.delete(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(run.facts().warnings())
                .singleElement()
                .asString()
                .contains(lost.id(), "--state error");
        stage.cloud.setStatus(lost, "error");
        assertThat(stage.lookAgain(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void isStuckWithAnExactListWhenCinderCannotDelete() { // rule 7
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "delete-snapshot",
                                        new Effect.Fail("the array is read only"))
                                .times(1));
        var run = stage.delete(stage.take(Stage.of(web())));
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        var left = stage.marked(run);
        assertThat(left)
                .hasSize(1)
                .allMatch(snapshot -> snapshot.status().equals("error_deleting"));
        assertThat(Leftovers.of(run))
                .extracting(ServerSnapshot.Leftover::id)
                .containsExactly(left.getFirst().id());
        assertThat(problem(run).detail()).contains("administrator", left.getFirst().id());
        stage.cloud.setStatus(left.getFirst(), "error");
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void keepsTheVolumeSnapshotsOfAnImageThatCannotBeDeleted() {
        var run = stage.take(Stage.of(web()));
        change(image(run), "protected", true);
        run = stage.delete(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(problem(run).type()).isEqualTo("image-left");
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
        assertThat(Leftovers.of(run)).hasSize(4);
    }

    @Test
    void looksAgainAtOneThatIsStuckAndListsWhatCameLate() { // rule 6
        var run = stage.take(Stage.of(web()));
        change(image(run), "protected", true);
        run = stage.delete(run);
        var listed = Leftovers.of(run);
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        run = stage.lookAgain(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(stage.marked(run)).as("nothing goes before the image").hasSize(4);
        assertThat(Leftovers.of(run)).containsAll(listed).hasSize(listed.size() + 1);
        assertThat(Leftovers.of(run)).extracting(Leftover::id).contains(late);
    }

    @Test
    void listsWhatIsLeftEvenIfTheFirstDeleteIsRefused() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        refuse("cinder", "delete-snapshot", 403);
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(problem(run).type()).isEqualTo("cloud-forbidden");
        assertThat(Leftovers.of(run))
                .extracting(ServerSnapshot.Leftover::id)
                .containsExactlyInAnyOrderElementsOf(ids(stage.marked(run)))
                .hasSize(2);
        stage.cloud.faults().clear();
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void removesTheOthersWhenOneIsRefused() {
        var run = stage.take(Stage.of(web()));
        var kept = stage.marked(run).get(1).id();
        refuse("cinder", "delete-snapshot", 403, kept);
        run = stage.delete(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(ids(stage.marked(run))).containsExactly(kept);
        assertThat(Leftovers.of(run)).extracting(ServerSnapshot.Leftover::id).containsExactly(kept);
    }

    @Test
    void looksAgainWhenAVolumeSnapshotChangesBetweenLookAndDelete() { // rule 7: 400
        var run = stage.take(Stage.of(web()));
        stage.cloud
                .faults()
                .add(Fault.at("cinder", "delete-snapshot", new Effect.Refuse(400, "{}")).times(2));
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void isStuckAfterAllWhenWhatAppearsLateCannotBeRemoved() { // rule 6
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Undone.class);
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        refuse("cinder", "delete-snapshot", 403);
        run = stage.lookAgain(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(Leftovers.of(run)).extracting(ServerSnapshot.Leftover::id).containsExactly(late);
    }
}
