package io.stillframe.simulation;

import static io.stillframe.simulation.Custody.require;

import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By a clock of their own: no step goes on for long after its limit, and no run after its own,
 * whatever the run believes of its times.
 */
final class Deadlines {

    /** Deaths and pauses, one after the other: nobody decides anything then. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final Duration grace;
    private final InstantSource time;
    private final Map<UUID, Instant> begun = new HashMap<>();
    private final Map<UUID, Instant> entered = new HashMap<>();

    Deadlines(InstantSource time, Weather weather) {
        this.grace = weather.strays() > 0 ? GRACE.plus(Wire.LONG_PAUSE) : GRACE;
        this.time = time;
    }

    void stored(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
        var now = time.instant();
        var id = after.id();
        if (before == null || !(before.phase() instanceof Performing)) {
            begun.put(id, now);
        }
        if (before == null || !step(before).equals(step(after))) {
            entered.put(id, now);
        }
        var late = now.minus(grace);
        if (after.phase() instanceof Performing) {
            var end = begun.getOrDefault(id, now).plus(Engine.PATIENCE.runLimit());
            require(late.isBefore(end), "%s goes on after its deadline", WatchedRuns.name(after));
        }
        if (!after.finished()) {
            var end = entered.getOrDefault(id, now).plus(Engine.LONGEST_STEP);
            require(late.isBefore(end), "%s goes on with %s", WatchedRuns.name(after), step(after));
        }
    }

    private static String step(Run<ServerSnapshot> run) {
        return switch (run.phase()) {
            case Performing(var step, _) -> "performing " + step;
            case Undoing(var step, _, _) -> "undoing " + step;
            case Finished _ -> "nothing";
        };
    }
}
