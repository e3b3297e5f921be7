package io.stillframe.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** One worker at one run, and the heartbeat by which it knows that it still has it. */
final class Turn {

    private static final int MOST_LOOKS = 10_000;

    final Process process;
    final UUID run;
    private final Engine engine;

    /** The last heartbeat that was written. */
    private Instant beat;

    private boolean taken;
    private int looks;

    Turn(Process process, UUID run, Engine engine, Instant now) {
        this.process = process;
        this.run = run;
        this.engine = engine;
        this.beat = now;
    }

    /** As {@code Heartbeat} of the runner: while the last one is young, and none has failed. */
    boolean held(Instant now) {
        Custody.require(looks++ < MOST_LOOKS, "%s goes on and on", this);
        if (process.beats(now)) {
            beat(now);
        }
        return !taken && Duration.between(beat, now).compareTo(Engine.DEAD.dividedBy(2)) < 0;
    }

    void beat(Instant now) {
        if (engine.isHeldBy(run, this)) {
            beat = now;
        } else {
            taken = true;
        }
    }

    Instant lastBeat() {
        return beat;
    }

    boolean isDead() {
        return process.isDead();
    }

    @Override
    public String toString() {
        return process.name() + " " + run.toString().substring(0, 4);
    }
}
