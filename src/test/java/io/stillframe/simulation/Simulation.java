package io.stillframe.simulation;

import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stands in for the simulation until that is here: a step fails, and undo starts with it. */
public final class Simulation {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(10);

    private Simulation() {}

    public static @Nullable String failureOf(long seed) {
        var patience = new Patience(LONG, LONG, 3, LONG, LONG, LONG, LONG, LONG);
        var plan =
                new Plan<String>(
                        "plan",
                        facts -> facts,
                        _ -> true,
                        List.of(step("1"), step("2")),
                        step("3"));
        var decider = new Decider<>(plan, patience);
        var run = Run.of(new UUID(0, seed), plan, "owner", "subject", "", patience, NOW);
        var second = decider.decide(run, run.done(), NOW).run();
        var failed = new Outcome.Failed<>("", Problem.refusal("no", "No."));
        var phase = decider.decide(seed % 2 == 0 ? run : second, failed, NOW).run().phase();
        var expected = seed % 2 == 0 ? "1" : "2";
        return phase instanceof Undoing undoing && undoing.step().equals(expected)
                ? null
                : "after step %s has failed: %s".formatted(expected, phase);
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
