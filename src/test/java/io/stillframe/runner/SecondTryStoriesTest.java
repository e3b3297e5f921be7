package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.LeftBehind;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that are cancelled, tried again, or swept after somebody has helped. */
class SecondTryStoriesTest extends ClimbingStories {

    @Test
    void leavesNothingWhereverItIsCancelled() {
        open();
        web();
        var moments = 0;
        for (var ended = false; !ended; moments++) {
            var run = stage.start(Stage.of(server("web")));
            for (int i = 0; i < moments && !run.finished(); i++) {
                run = stage.act(run);
            }
            ended = run.finished();
            if (!ended) {
                stage.cancel(run);
                run = stage.toItsEnd(run);
                assertThat(standing(run)).as("cancelled at %d", moments).isEqualTo("CANCELLED");
                nothingIsLeftOf(run);
                stage.lookAgain(run);
                nothingIsLeftOf(run);
            }
        }
        assertThat(moments).as("moments to cancel at").isGreaterThan(6);
        assertThat(stage.cloud.images()).hasSize(1);
    }

    @Test
    void canBeCancelledOnlyWhileItGoesOn() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var failed = stage.take(Stage.of(server("web")));
        assertThatThrownBy(() -> stage.snapshots.cancel(failed, "demo"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("has ended");
        stage.cloud.faults().clear();
        var run = stage.start(Stage.of(server("web")));
        var cancelled = stage.snapshots.cancel(run, "demo");
        assertThat(stage.snapshots.cancel(run, "demo")).isEqualTo(cancelled);
        assertThatThrownBy(() -> stage.snapshots.delete(run, "demo"))
                .hasMessageContaining("Cancel it");
    }

    @Test
    void beginsAgainAfterAFailureUnderTheSameIdAndMark() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var failed = stage.take(Stage.of(server("web")));
        assertThat(failed.phase()).isInstanceOf(Undone.class);
        stage.cloud.faults().clear();

        var run = retried(failed);

        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.id()).isEqualTo(failed.id());
        assertThat(stage.marked(run)).hasSize(3);
        assertThat(image(run).status()).isEqualTo("active");
        stage.lookAgain(run);
        assertThat(stage.marked(run)).hasSize(3);
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void neverTakesAVolumeSnapshotOfTheFirstTryIntoTheSecond() {
        var volumes = dry(web()).facts().volumeIds();
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Stage.SETTLING.minusSeconds(1)))
                                .matching(volumes.get(0))
                                .times(1));
        refuse("cinder", "create-snapshot", 413, volumes.get(1));
        var failed = stage.take(Stage.of(server("web")));
        stage.cloud.faults().clear();
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", failed.id().toString()));

        var run = retried(failed);

        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(ids(stage.marked(run))).hasSize(3).doesNotContain(late);
        assertThat(ids(stage.marked(run)))
                .containsExactlyInAnyOrderElementsOf(
                        run.facts().volumes().stream().map(volume -> volume.snapshotId()).toList());
    }

    @Test
    void isRefusedWhileAnotherSnapshotOfTheServerIsTaken() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var failed = stage.take(Stage.of(server("web")));
        stage.cloud.faults().clear();
        var second = stage.start(Stage.of(server("web")));

        assertThatThrownBy(() -> stage.snapshots.retry(failed, "demo"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("snapshot-in-progress")
                .hasMessageContaining(second.id().toString());
        assertThat(stage.stored(failed)).isEqualTo(failed);
        assertThat(stage.toItsEnd(second).phase()).isInstanceOf(Succeeded.class);
        assertThat(retried(failed).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void onlyWhatFailedOrIsStuckCanBeTriedAgain() {
        var run = stage.start(Stage.of(web()));
        assertThatThrownBy(() -> stage.snapshots.retry(run, "demo"))
                .hasMessageContaining("is under way");
        var available = stage.toItsEnd(run);
        assertThatThrownBy(() -> stage.snapshots.retry(available, "demo"))
                .hasMessageContaining("nothing to try again");
    }

    @Test
    void goesOnAndBeginsAgainAfterAPersonHasHelped() { // rule 7
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        failTheNextDeletion();
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        var left = stage.marked(run).getFirst();
        assertThat(left.status()).isEqualTo("error_deleting");
        stage.cloud.faults().clear();

        assertThat(retried(run).phase()).as("nobody has helped yet").isInstanceOf(Stuck.class);
        stage.cloud.setStatus(left, "error");
        var second = retried(run);

        assertThat(second.phase()).isInstanceOf(Succeeded.class);
        assertThat(ids(stage.marked(second))).hasSize(3).doesNotContain(left.id());
    }

    @Test
    void aDeletionThatIsStuckGoesOnWhenItIsTriedAgain() {
        var run = stage.take(Stage.of(web()));
        change(image(run), "protected", true);
        run = stage.delete(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        change(image(run), "protected", false);
        run = retried(run);
        assertThat(standing(run)).isEqualTo("DELETED");
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void sweepsWhatIsStuckAsSoonAsAPersonHasHelped() {
        failTheNextDeletion();
        var run = stage.delete(stage.take(Stage.of(web())));
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        var left = stage.marked(run).getFirst();
        var id = run.id();
        run = stage.lookAgain(run);
        run = stage.lookAgain(run);
        assertThat(run.phase()).as("nobody has helped yet").isInstanceOf(Stuck.class);
        assertThat(stage.snapshots.leftovers(Whose.of(stage.demo.id())))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one)
                            .isEqualTo(new LeftBehind.BySnapshot(id, stage.demo.id(), one.what()));
                    assertThat(one.what().kind()).isEqualTo(Leftover.Kind.VOLUME_SNAPSHOT);
                    assertThat(one.what().id()).isEqualTo(left.id());
                    assertThat(one.what().why()).contains("administrator");
                });
        var told = stage.story(run);

        stage.cloud.setStatus(left, "error");
        var swept = stage.lookAgain(run);

        assertThat(standing(swept)).isEqualTo("DELETED");
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
        assertThat(stage.snapshots.leftovers(Whose.of(stage.demo.id()))).isEmpty();
        assertThat(stage.story(run))
                .as("told once, however often it was looked at")
                .hasSize(told.size() + 1)
                .endsWith("look-again: nothing is left behind any more");
        assertThat(swept.times().lookAgain()).isNull();
    }

    @Test
    void listsOnlyTheProjectsOwnLeftovers() {
        failTheNextDeletion();
        var run = stage.delete(stage.take(Stage.of(web())));
        assertThat(Leftovers.of(run)).hasSize(1);
        assertThat(stage.snapshots.leftovers(Whose.of("another project"))).isEmpty();
        assertThat(stage.snapshots.leftovers(Whose.everybodys())).hasSize(1);
    }

    @Test
    void goesOnTryingToRemoveWhatCameTooLateForASnapshotThatSucceeded() {
        var run = stage.take(Stage.of(web()));
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        refuse("cinder", "delete-snapshot", 403, late);

        run = stage.lookAgain(run);

        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(Leftovers.of(run)).extracting(Leftover::id).containsExactly(late);
        assertThat(ids(stage.marked(run))).hasSize(4);
        var told = stage.story(run);
        run = stage.lookAgain(run);
        assertThat(stage.story(run)).isEqualTo(told);
        stage.cloud.faults().clear();
        run = stage.lookAgain(run);
        assertThat(ids(stage.marked(run))).hasSize(3).doesNotContain(late);
        assertThat(Leftovers.of(run)).isEmpty();
    }

    @Test
    void removesWhatStrayedLongAfterTheEnd() {
        var run = stage.take(Stage.of(web()));
        run = stage.lookAgain(run);
        assertThat(run.times().lookAgain()).isNull();
        stage.later(Duration.ofHours(1));
        var late = snapshotOf(server("web"), Map.of("stillframe_snapshot", run.id().toString()));
        stage.stray(run);

        run = stage.lookAgain(run);

        assertThat(ids(stage.marked(run))).hasSize(3).doesNotContain(late);
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
    }

    private void failTheNextDeletion() {
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "delete-snapshot",
                                        new Effect.Fail("the array is read only"))
                                .times(1));
    }

    private Run<ServerSnapshot> retried(Run<ServerSnapshot> run) {
        var going = stage.snapshots.retry(stage.stored(run), "demo");
        assertThat(going.phase()).isInstanceOf(Phase.Undoing.class);
        return stage.toItsEnd(going);
    }

    private static String standing(Run<ServerSnapshot> run) {
        return Standing.of(run.phase()).name();
    }
}
