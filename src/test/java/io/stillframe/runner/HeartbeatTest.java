package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.HeartbeatConfig;
import com.github.kagkarlsson.scheduler.SchedulerState.SettableSchedulerState;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a worker knows that others may take it for dead: four heartbeats of 5 s here. */
class HeartbeatTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SettableSchedulerState scheduler = new SettableSchedulerState();
    private final Execution execution =
            new Execution(now, new TaskInstance<Void>("run", "1")).updateToPicked("replica", now);
    private final CurrentlyExecuting executing = executing();
    private final Heartbeat heartbeat = begun(executing);

    @Test
    void holdsARunWhoseHeartbeatIsYoung() {
        later(9);
        assertThat(heartbeat.held()).isTrue();
        executing.heartbeat(true, now);
        later(9);
        assertThat(heartbeat.held()).isTrue();
    }

    @Test
    void holdsItNoLongerLongBeforeOthersTakeIt() {
        later(10);
        assertThat(heartbeat.held()).isFalse();
    }

    @Test
    void holdsItNoLongerWhenAHeartbeatDidNotGetThroughAndAgainWhenOneDid() {
        executing.heartbeat(false, now);
        assertThat(heartbeat.held()).isFalse();
        executing.heartbeat(true, now);
        assertThat(heartbeat.held()).isTrue();
    }

    @Test
    void neverHeldARunThatItBeganLate() {
        later(6); // db-scheduler counts from here, and others from when the run was taken
        assertThat(begun(executing()).held()).isFalse();
    }

    @Test
    void endsWhenTheSchedulerStops() {
        assertThat(heartbeat.ending()).isFalse();
        scheduler.setIsShuttingDown();
        assertThat(heartbeat.ending()).isTrue();
        assertThat(heartbeat.held()).isTrue();
    }

    private CurrentlyExecuting executing() {
        var limits = new HeartbeatConfig(INTERVAL, 4, INTERVAL.multipliedBy(4));
        return new CurrentlyExecuting(execution, () -> now, limits);
    }

    private Heartbeat begun(CurrentlyExecuting begun) {
        var context = new ExecutionContext(scheduler, execution, null, begun);
        return Heartbeat.of(context, now, INTERVAL);
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
    }
}
