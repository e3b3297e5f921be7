package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Image;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A worker that was paused after it had stored what it asks for, and before it sent that. It wakes
 * when another one has gone on with the run.
 */
class RunnerPausedStoriesTest extends Stories {

    private final AtomicBoolean held = new AtomicBoolean(true);
    private final Turn turn =
            new Turn() {
                @Override
                public boolean held() {
                    return held.get();
                }

                @Override
                public boolean ending() {
                    return false;
                }
            };

    @Test
    void removesWhatItMadeForARunThatHadEndedAndNothingOfTheResult() {
        var run = stage.start(Stage.of(web()));
        wakesAfter(
                run,
                () -> {
                    stage.toItsEnd(run);
                    stage.lookAgain(run);
                });
        var image = image(stage.stored(run));
        var kept = kept(stage.stored(run));
        assertThat(stage.marked(run)).as("the late ones, too").hasSize(6);

        stage.lookAgain(run);

        assertThat(stage.stored(run).phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.marked(run))
                .extracting(snapshot -> snapshot.id())
                .containsExactlyInAnyOrderElementsOf(kept);
        assertThat(stage.cloud.images()).extracting(Image::id).containsExactly(image.id());
        assertThat(image(stage.stored(run)).status()).isEqualTo("active");
    }

    @Test
    void removesWhatItMadeForARunThatWasCancelledAndUndone() {
        var run = stage.start(Stage.of(web()));
        wakesAfter(
                run,
                () -> {
                    stage.cancel(run);
                    stage.toItsEnd(run);
                    stage.lookAgain(run);
                });
        assertThat(stage.marked(run)).hasSize(3);

        stage.lookAgain(run);

        assertThat(stage.stored(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.marked(run)).isEmpty();
    }

    @Test
    void letsARunThatGoesForwardFindWhatItMade() {
        var run = stage.start(Stage.of(web()));
        wakesAfter(run, () -> stage.step(run)); // not settled: it still waits
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
        stage.lookAgain(run);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
    }

    @Test
    void makesNothingWhenItKnowsThatItWasTakenForDead() {
        var run = stage.start(Stage.of(web()));
        wakesAfter(
                run,
                () -> {
                    held.set(false);
                    stage.toItsEnd(run);
                });
        stage.lookAgain(run);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
        assertThat(stage.cloud.calls().of("cinder", "delete-snapshot")).isZero();
    }

    private static List<String> kept(Run<ServerSnapshot> run) {
        return run.facts().volumes().stream().map(volume -> volume.snapshotId()).toList();
    }

    private void wakesAfter(Run<ServerSnapshot> run, Runnable meanwhile) {
        stage.worker(pausing(stage.runs, meanwhile)).carryOut(run.id(), turn);
    }

    /** Once, when it has stored that it will send something. */
    @SuppressWarnings("unchecked")
    private static Runs<ServerSnapshot> pausing(Runs<ServerSnapshot> runs, Runnable meanwhile) {
        var paused = new AtomicBoolean();
        return (Runs<ServerSnapshot>)
                Proxy.newProxyInstance(
                        Runs.class.getClassLoader(),
                        new Class<?>[] {Runs.class},
                        (_, method, given) -> {
                            var result = method.invoke(runs, given);
                            if (method.getName().equals("store")
                                    && ((Decision<?>) given[0]).action() instanceof Action.Send
                                    && !paused.getAndSet(true)) {
                                meanwhile.run();
                            }
                            return result;
                        });
    }
}
