package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.HeartbeatConfig;
import com.github.kagkarlsson.scheduler.SchedulerState.SettableSchedulerState;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What db-scheduler is told of one kind of runs, and how long their records are kept. */
class RunTasksTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TIME = Duration.ofDays(30);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private final Plan<String> plan =
            new Plan<>("test", facts -> facts, _ -> false, List.of(step("one")), step("again"));
    private final Decider<String> decider = new Decider<>(plan, RunnerTest.PATIENCE);
    private final InMemoryRuns<String> runs = new InMemoryRuns<>();
    private Instant now = START;

    @Test
    void callsTheTasksByTheNamesOfTheirKind() {
        try (var tasks = tasks(Retention.onceGone(TIME))) {
            assertThat(tasks.all(INTERVAL))
                    .extracting(Task::getName)
                    .containsExactly("image-run", "image-housekeeping");
        }
    }

    @Test
    void forgetsWhatIsGone() {
        var succeeded = succeeded();
        var failed = failed();
        now = START.plus(TIME).plusMillis(1);

        keepHouse(Retention.onceGone(TIME));

        assertThat(runs.find(succeeded.id())).isPresent();
        assertThat(runs.find(failed.id())).isEmpty();
    }

    @Test
    void forgetsWhatHasEnded() {
        var succeeded = succeeded();
        var failed = failed();
        now = START.plus(TIME).plusMillis(1);

        keepHouse(Retention.onceEnded(TIME));

        assertThat(runs.find(succeeded.id())).isEmpty();
        assertThat(runs.find(failed.id())).isEmpty();
    }

    @Test
    void forgetsNothingBeforeTheTime() {
        var succeeded = succeeded();
        var failed = failed();
        now = START.plus(TIME);

        keepHouse(Retention.onceEnded(TIME));

        assertThat(runs.find(succeeded.id())).isPresent();
        assertThat(runs.find(failed.id())).isPresent();
    }

    private Run<String> succeeded() {
        var run = started();
        run = decided(run, run.done());
        return decided(run, run.done()); // looked at again, too
    }

    private Run<String> failed() {
        var run = started();
        run = decided(run, new Outcome.Failed<>("", Problem.refusal("over-quota", "full")));
        run = decided(run, run.done());
        return decided(run, run.done()); // looked at again, too
    }

    private Run<String> started() {
        var id = UUID.randomUUID();
        var run = Run.of(id, plan, "project", id.toString(), "", RunnerTest.PATIENCE, START);
        runs.start(Decision.first(run, List.of()), null);
        return run;
    }

    private Run<String> decided(Run<String> run, Event<String> event) {
        var decision = decider.decide(run, event, now);
        assertThat(runs.store(decision)).isTrue();
        return decision.run();
    }

    /** All runs are over, so nothing is put back in the queue. */
    private void keepHouse(Retention retention) {
        var scheduler = new SettableSchedulerState();
        var limits = new HeartbeatConfig(INTERVAL, 4, INTERVAL.multipliedBy(4));
        try (var tasks = tasks(retention)) {
            var housekeeping = tasks.all(INTERVAL).getLast();
            var instance = new TaskInstance<Void>(housekeeping.getName(), "recurring");
            var execution = new Execution(now, instance).updateToPicked("replica", now);
            var executing = new CurrentlyExecuting(execution, () -> now, limits);
            @SuppressWarnings("unchecked") // both are without data
            var task = (Task<Void>) housekeeping;
            task.execute(instance, new ExecutionContext(scheduler, execution, null, executing));
        }
    }

    private RunTasks<String> tasks(Retention retention) {
        var names = new TaskNames("image-run", "image-housekeeping");
        var queue =
                new DbSchedulerQueue<String>(
                        names,
                        () -> {
                            throw new AssertionError("there is no scheduler");
                        });
        var runner = new Runner<>(plan, decider, runs, () -> now);
        return new RunTasks<>(runner, runs, queue, () -> now, retention);
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
