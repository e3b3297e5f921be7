package io.stillframe.runner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Goes on when it is told to. */
final class StageClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    /** Never back. */
    void jump(Instant due) {
        if (due.isAfter(now)) {
            now = due;
        }
    }
}
