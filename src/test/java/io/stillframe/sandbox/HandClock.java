package io.stillframe.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Goes only when somebody turns it. */
public final class HandClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }
}
