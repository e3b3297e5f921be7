package io.stillframe.runner;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.stillframe.workflow.Queue;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Runs wait as db-scheduler tasks: one for each run, its instance id is the run's id.
 *
 * @param <F> the facts of the runs that wait here
 */
public final class DbSchedulerQueue<F> implements Queue {

    private static final int TRIES = 5;

    private final TaskNames names;
    private final Supplier<Scheduler> scheduler;

    /**
     * @param scheduler asked for late, because the scheduler itself needs the tasks, and they the
     *     runs
     */
    public DbSchedulerQueue(TaskNames names, Supplier<Scheduler> scheduler) {
        this.names = names;
        this.scheduler = scheduler;
    }

    @Override
    public boolean due(UUID run, Instant at) {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                scheduler.get().schedule(instance(run), at, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
                return true;
            } catch (TaskInstanceCurrentlyExecutingException beingWorkedOn) {
                return false;
            } catch (ExecutionException | TaskInstanceNotFoundException takenOrPutDownMeanwhile) {
                // db-scheduler looks first and changes then; look again
            }
        }
        return false;
    }

    @Override
    public void look() {
        scheduler.get().triggerCheckForDueExecutions();
    }

    /** Puts a run back that has fallen out of the queue; one that is in it stays as it is. */
    void putBack(UUID run, Instant at) {
        scheduler.get().scheduleIfNotExists(instance(run), at);
    }

    TaskNames names() {
        return names;
    }

    private TaskInstance<Void> instance(UUID run) {
        return new TaskInstance<>(names.run(), run.toString());
    }
}
