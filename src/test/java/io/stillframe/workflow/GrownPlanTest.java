package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Action.Perform;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A run that was stored when its plan was shorter. */
class GrownPlanTest {

    @Test
    void waitsAtAStepThatIsNewInItsPlanAndCountsTheTries() {
        var old = plan("snapshot");
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var run = Run.of(new UUID(0, 1), old, "project", "server", "", Transcript.PATIENCE, now);
        var decider = new Decider<>(plan("snapshot", "register"), Transcript.PATIENCE);
        var next = decider.decide(run, new Outcome.Done<>(""), now).run();
        var busy = new Outcome.Failed<>("", Problem.busy("busy", "busy"));
        var decision = decider.decide(next, busy, now);
        assertThat(decision.action()).isInstanceOf(Perform.class);
        assertThat(decision.run().steps().getLast().name()).isEqualTo("register");
        assertThat(decision.run().steps().getLast().attempts()).isEqualTo(2);
    }

    private static Plan<String> plan(String... names) {
        return new Plan<>(
                "test",
                facts -> facts,
                _ -> true,
                List.of(names).stream().map(GrownPlanTest::step).toList(),
                step("look-again"));
    }

    private static Step<String> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<String> perform(Run<String> run) {
                return run.done();
            }
        };
    }
}
