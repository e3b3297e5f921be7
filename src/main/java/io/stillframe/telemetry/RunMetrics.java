package io.stillframe.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Status;
import io.stillframe.workflow.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to runs. Each number is of this replica, since its start; docs/operations.md
 * has the list.
 */
final class RunMetrics<F> implements Watcher<F> {

    private static final String NO_STRATEGY = "none";

    private static final Duration[] BUCKETS =
            Stream.of(1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
                    .map(Duration::ofSeconds)
                    .toArray(Duration[]::new);

    private static final List<Status> ENDS =
            List.of(
                    Status.AVAILABLE,
                    Status.FAILED,
                    Status.CANCELLED,
                    Status.DELETED,
                    Status.STUCK);

    private final RunKind<F> kind;
    private final MeterRegistry registry;

    /**
     * @param strategies all that there are: each is counted from 0 on, because a rate of what has
     *     only just come into being is none
     */
    RunMetrics(RunKind<F> kind, List<String> strategies, MeterRegistry registry) {
        this.kind = kind;
        this.registry = registry;
        started();
        Stream.of(ReasonWord.values()).forEach(this::undone);
        ENDS.forEach(status -> {
            duration(status);
            ended(status, NO_STRATEGY);
            strategies.forEach(strategy -> ended(status, strategy));
        });
    }

    @Override
    public void stored(Decision<F> decision) {
        var passage = Passage.of(decision);
        if (passage.begins()) {
            started().increment();
        }
        passage.turnsBack().map(ReasonWord::of).ifPresent(reason -> undone(reason).increment());
        passage.triesAgain().ifPresent(step -> retried(step, "forward").increment());
        passage.undoesAgain().ifPresent(step -> retried(step, "back").increment());
        passage.stepEnd().ifPresent(end -> step(end).record(end.time()));
        if (passage.ends()) {
            ended(passage);
        }
    }

    private void ended(Passage<F> passage) {
        var facts = passage.run().facts();
        ended(passage.status(), kind.strategy().apply(facts)).increment();
        duration(passage.status()).record(passage.time());
        passage.problem().ifPresent(problem -> failed(problem).increment());
        var volumes = kind.volumes().apply(facts);
        if (volumes != null && !passage.deletion()) {
            volumes().record(volumes);
        }
    }

    private Counter started() {
        return Counter.builder("stillframe.runs.started")
                .description("Runs that have begun, or begun again")
                .tag("plan", kind.plan())
                .register(registry);
    }

    private Counter ended(Status status, @Nullable String strategy) {
        return Counter.builder("stillframe.runs.ended")
                .description("Runs that have ended")
                .tag("plan", kind.plan())
                .tag("status", status.word())
                .tag("strategy", strategy == null ? NO_STRATEGY : strategy)
                .register(registry);
    }

    private Counter failed(Problem problem) {
        return Counter.builder("stillframe.runs.failures")
                .description("Why runs have failed, or got stuck")
                .tag("plan", kind.plan())
                .tag("problem", problem.type())
                .register(registry);
    }

    private Counter undone(ReasonWord reason) {
        return Counter.builder("stillframe.runs.undone")
                .description("Runs that have begun to undo what they did")
                .tag("plan", kind.plan())
                .tag("reason", reason.word())
                .register(registry);
    }

    private Timer duration(Status status) {
        return Timer.builder("stillframe.run.duration")
                .description("From the request, the retry or the deletion to the end")
                .serviceLevelObjectives(BUCKETS)
                .tag("plan", kind.plan())
                .tag("status", status.word())
                .register(registry);
    }

    private DistributionSummary volumes() {
        return DistributionSummary.builder("stillframe.run.volumes")
                .description("Volumes of the runs that have ended, deletions left out")
                .tag("plan", kind.plan())
                .register(registry);
    }

    private Timer step(Passage.StepEnd end) {
        return Timer.builder("stillframe.step.duration")
                .description("How long steps took to be done or undone, with all their waiting")
                .serviceLevelObjectives(BUCKETS)
                .tag("plan", kind.plan())
                .tag("step", end.step())
                .tag("outcome", end.outcome().word())
                .register(registry);
    }

    private Counter retried(String step, String direction) {
        return Counter.builder("stillframe.step.retries")
                .description("Attempts at a step after the first one")
                .tag("plan", kind.plan())
                .tag("step", step)
                .tag("direction", direction)
                .register(registry);
    }
}
