package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;

/** Stories in which auto may try everything. */
abstract class ClimbingStories extends Stories {

    static final Strategy[] ALL = {
        Strategy.ROOT_LOCATION, Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD
    };

    void open(String... settings) {
        open(Stage.ladder(ALL), settings);
    }

    void open(LadderSettings ladder, String... settings) {
        stage.close();
        stage = Stage.open(SandboxSettings.quick(settings), ladder);
    }

    String location(Run<ServerSnapshot> run) {
        return image(run).locations().getFirst().url();
    }

    long called(String operation) {
        return stage.cloud.calls().asMap().values().stream()
                .mapToLong(calls -> calls.getOrDefault(operation, 0L))
                .sum();
    }

    /** By size 0 first, of which nothing is heard, then by an upload. */
    Run<ServerSnapshot> endedBeforeItsFirstImageCame() {
        open(Stage.ladder(Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD), "glance=both");
        var tenMinutes = new Effect.ActLate(Duration.ofMinutes(10));
        var first = Fault.at("glance", "create-image", tenMinutes).matching("/v1/").times(1);
        stage.cloud.faults().add(first);
        var run = stage.start(Stage.of(web()));
        while (stage.stored(run).facts().image() == null) {
            stage.step(run);
        }
        refuse("glance", "create-image", 403, "/v1/");
        var ended = stage.toItsEnd(run);
        stage.later(Duration.ofMinutes(10));
        assertThat(stage.cloud.images()).hasSize(2);
        return ended;
    }

    void goesWithoutTrace(Run<ServerSnapshot> run) {
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        nothingIsLeftOf(run);
    }

    void nothingIsLeftOf(Run<ServerSnapshot> run) {
        assertThat(stage.marked(run)).isEmpty();
        assertThat(stage.imageVolumes(run)).isEmpty();
        assertThat(stage.cloud.images())
                .noneMatch(image -> image.id().equals(run.facts().imageId()));
        assertThat(stage.stored(run).facts().left("?")).isEmpty();
    }
}
