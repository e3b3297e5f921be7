package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service of the cloud is away for a while: the run waits, and ends as if it had not been. */
class OutageStoriesTest extends ClimbingStories {

    /** More tries than those after which an unclear change is given up. */
    private static final Duration AWAY = Duration.ofSeconds(75);

    @ParameterizedTest
    @ValueSource(strings = {"cinder", "glance", "nova", "keystone"})
    void waitsForAServiceAtEveryMoment(String service) {
        open();
        web();
        var moments = 0;
        for (var ended = false; !ended; moments++) {
            var run = stage.start(Stage.of(server("web")));
            for (int i = 0; i < moments && !run.finished(); i++) {
                run = stage.act(run);
            }
            ended = run.finished();
            away(service);
            run = stepsFor(run, AWAY);
            stage.cloud.faults().clear();
            run = stage.toItsEnd(run);
            assertThat(run.phase())
                    .as("%s away at %d: %s", service, moments, stage.story(run))
                    .isInstanceOf(Succeeded.class);
            assertThat(stage.marked(run)).hasSize(3);
            assertThat(stage.imageVolumes(run)).hasSize(1);
            goesWithoutTrace(run);
        }
        assertThat(moments).isGreaterThan(6);
    }

    @Test
    void saysWhatItWaitsFor() {
        var run = stage.start(Stage.of(web()));
        away("cinder");
        run = stepsFor(run, Duration.ofMinutes(2));
        var running =
                run.steps().stream()
                        .map(step -> Objects.toString(step.note()))
                        .filter(note -> note.startsWith("trying again"))
                        .toList();
        assertThat(running).singleElement().asString().contains("Cinder");
        assertThat(stage.story(run).stream().filter(line -> line.contains("trying again")))
                .as("not at every try")
                .hasSizeBetween(2, 4);
        stage.cloud.faults().clear();
        assertThat(stage.toItsEnd(run).steps())
                .noneMatch(step -> Objects.toString(step.note()).contains("trying again"));
    }

    @Test
    void isUndoneAfterAnOutageThatOutlastsItsTime() {
        var run = stage.start(Stage.of(web()));
        run = stage.until(run, "await-volume-snapshots");
        away("cinder");
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(problem(run).detail()).contains("Cinder");
        assertThat(stage.marked(run)).hasSize(3);

        stage.cloud.faults().clear();
        run = stage.lookAgain(run);

        assertThat(run.phase()).isInstanceOf(Undone.class);
        assertThat(stage.marked(run)).isEmpty();
    }

    @Test
    void goesOnDeletingAfterAnOutage() {
        var run = stage.take(Stage.of(web()));
        stage.snapshots.delete(run, "demo");
        away("glance");
        run = stepsFor(run, AWAY);
        assertThat(stage.marked(run)).hasSize(3);
        stage.cloud.faults().clear();
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.marked(run)).isEmpty();
    }

    /** As a proxy answers whose service has stopped. */
    private void away(String service) {
        stage.cloud
                .faults()
                .add(Fault.at(service, "*", new Effect.Refuse(503, "no server is available")));
    }

    private Run<ServerSnapshot> stepsFor(Run<ServerSnapshot> run, Duration time) {
        var until = stage.now().plus(time);
        var now = stage.stored(run);
        while (stage.now().isBefore(until) && !now.finished()) {
            now = stage.step(now);
        }
        return now;
    }
}
