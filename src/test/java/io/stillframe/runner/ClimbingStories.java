package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;

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
