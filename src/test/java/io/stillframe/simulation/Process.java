package io.stillframe.simulation;

import io.stillframe.runner.Runner;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Snapshots;
import java.time.Instant;

/** A process of the service. All that it remembers is lost with it. */
final class Process {

    private final String name;
    final Runner<ServerSnapshot> runner;
    final Snapshots snapshots;
    private boolean dead;
    private boolean standsStill;
    private Instant beatsFrom = Instant.MIN;
    private boolean ending;

    Process(String name, Runner<ServerSnapshot> runner, Snapshots snapshots) {
        this.name = name;
        this.runner = runner;
        this.snapshots = snapshots;
    }

    String name() {
        return name;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    boolean works() {
        return !dead && !standsStill && !ending;
    }

    boolean lives() {
        return !dead && !standsStill;
    }

    /** Its heartbeats are written in time. */
    boolean beats(Instant now) {
        return !standsStill && !now.isBefore(beatsFrom);
    }

    void standStill() {
        standsStill = true;
    }

    /** It goes on, but its next heartbeat is yet to come. */
    void goOn(Instant nextBeat) {
        standsStill = false;
        beatsFrom = nextBeat;
    }

    boolean isEnding() {
        return ending;
    }

    void end() {
        ending = true;
    }
}
