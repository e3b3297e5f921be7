package io.stillframe.runner;

import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.OnFailureRetryLater;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.stillframe.workflow.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What db-scheduler does for us: it gives each due run to one replica, and a dead replica's runs to
 * another.
 *
 * @param <F> the facts of the runs
 */
public final class RunTasks<F> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunTasks.class);

    private static final Duration AFTER_TROUBLE_WITH_THE_DATABASE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_HOUSEKEEPING = Duration.ofMinutes(1);

    private final Runner<F> runner;
    private final Runs<F> runs;
    private final DbSchedulerQueue<F> queue;
    private final InstantSource clock;
    private final Retention retention;

    /** Polling finds every due run; this only makes it prompt. */
    private final ScheduledExecutorService alarm =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("run-alarm").factory());

    public RunTasks(
            Runner<F> runner,
            Runs<F> runs,
            DbSchedulerQueue<F> queue,
            InstantSource clock,
            Retention retention) {
        this.runner = runner;
        this.runs = runs;
        this.queue = queue;
        this.clock = clock;
        this.retention = retention;
    }

    /**
     * All that the scheduler must know.
     *
     * @param heartbeatInterval of the scheduler
     */
    public List<Task<?>> all(Duration heartbeatInterval) {
        return List.of(runs(heartbeatInterval), housekeeping());
    }

    private Task<Void> runs(Duration heartbeatInterval) {
        var later = new OnFailureRetryLater<Void>(AFTER_TROUBLE_WITH_THE_DATABASE);
        return Tasks.custom(queue.names().run(), Void.class)
                .onDeadExecutionRevive()
                .onFailure((failed, execution) ->
                        putDown(
                                failed.getExecution().getId(),
                                () -> later.onFailure(failed, execution)))
                .execute((instance, context) -> {
                    var turn = Heartbeat.of(context, clock.instant(), heartbeatInterval);
                    return carriedOut(UUID.fromString(instance.getId()), turn);
                });
    }

    /** Puts back what fell out of the queue, and forgets what is long over. */
    private Task<Void> housekeeping() {
        return Tasks.recurring(queue.names().housekeeping(), FixedDelay.of(BETWEEN_HOUSEKEEPING))
                .execute((_, _) -> {
                    runs.waiting().forEach(id -> queue.putBack(id, clock.instant()));
                    runs.forget(retention.standings(), clock.instant().minus(retention.time()));
                });
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }

    private CompletionHandler<Void> carriedOut(UUID id, Turn turn) {
        var rest = runner.carryOut(id, turn);
        return (completed, execution) -> {
            var ours =
                    putDown(
                            id.toString(),
                            () ->
                                    rest.due()
                                            .ifPresentOrElse(
                                                    due -> execution.reschedule(completed, due),
                                                    execution::remove));
            if (!ours) {
                return;
            }
            if (runner.changedSince(rest, id)) {
                queue.due(id, clock.instant());
                queue.look();
            } else if (!turn.ending()) {
                rest.due().ifPresent(this::lookAt);
            }
        };
    }

    /**
     * @return false if another worker has the run: then it is not ours to put down
     */
    private static boolean putDown(String run, Runnable how) {
        try {
            DespiteInterrupts.run(how);
            return true;
        } catch (ExecutionException takenForDead) {
            log.warn(
                    "run {} was given to another worker while this one was paused or cut off", run);
            return false;
        }
    }

    private void lookAt(Instant due) {
        var wait = Duration.between(clock.instant(), due).toMillis() + 1;
        alarm.schedule(queue::look, Math.max(wait, 0), TimeUnit.MILLISECONDS);
    }
}
