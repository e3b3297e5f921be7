package io.stillframe.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time, which passes only when something takes time, and the clock that shows it wrongly. */
final class Time implements InstantSource {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = BEGIN;
    private Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void passUntil(Instant then) {
        if (then.isAfter(now)) {
            now = then;
        }
    }

    /** As the service's machines see it. */
    InstantSource shown() {
        return () -> now.plus(ahead);
    }

    void jump(Duration newlyAhead) {
        ahead = newlyAhead;
    }

    /** When that time is shown. */
    Instant whenShown(Instant shown) {
        return shown.minus(ahead);
    }
}
