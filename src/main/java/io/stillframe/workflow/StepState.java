package io.stillframe.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one step of a run has come, for people to read and for the deadlines. Times are null
 * until they are known.
 */
public record StepState(
        String name,
        Status status,
        int attempts,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String note) {

    public enum Status {
        WAITING,
        RUNNING,
        DONE,
        UNDONE,
        FAILED
    }

    static StepState waiting(String name) {
        return new StepState(name, Status.WAITING, 0, null, null, null);
    }

    StepState running(int attempt, Instant now) {
        var started = status == Status.RUNNING ? startedAt : now;
        return new StepState(name, Status.RUNNING, attempt, started, null, note);
    }

    /**
     * @param what it waits for; null once that has answered
     */
    StepState noting(@Nullable String what) {
        return new StepState(name, status, attempts, startedAt, finishedAt, what);
    }

    /**
     * @param why null for nothing to tell; then a step that was undone keeps what it had told
     */
    StepState ended(Status how, Instant now, @Nullable String why) {
        var told = why == null && how == Status.UNDONE ? note : why;
        return new StepState(name, how, attempts, startedAt, now, told);
    }
}
