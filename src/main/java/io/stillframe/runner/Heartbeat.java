package io.stillframe.runner;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import java.time.Duration;
import java.time.Instant;

/**
 * A turn that lasts as long as its heartbeat is young. Others read the same heartbeat in the
 * database, so who was paused or cut off knows it before they take over.
 *
 * @param begunInTime whether the turn began soon after db-scheduler had written its first heartbeat
 */
record Heartbeat(CurrentlyExecuting execution, SchedulerState scheduler, boolean begunInTime)
        implements Turn {

    /**
     * Of the time after which others take over. The rest is for a call that was let go just now to
     * reach its service, and for clocks that differ.
     */
    private static final double YOUNG = 0.5;

    /**
     * @param interval between two heartbeats. db-scheduler counts from the beginning of the turn; a
     *     process that was paused between taking the run and beginning must not count anew.
     */
    static Heartbeat of(ExecutionContext context, Instant now, Duration interval) {
        var taken = context.getExecution().lastHeartbeat;
        return new Heartbeat(
                context.getCurrentlyExecuting(),
                context.getSchedulerState(),
                !taken.plus(interval).isBefore(now));
    }

    /** A heartbeat fails when the database is away, or when the run was given to another worker. */
    @Override
    public boolean held() {
        var state = execution.getHeartbeatState();
        return begunInTime && state.getFailedHeartbeats() == 0 && state.getFractionDead() < YOUNG;
    }

    @Override
    public boolean ending() {
        return scheduler.isShuttingDown();
    }
}
