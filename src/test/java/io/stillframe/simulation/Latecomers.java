package io.stillframe.simulation;

import io.stillframe.sandbox.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Calls whose callers have given up waiting, and that take effect all the same. */
final class Latecomers {

    /** What comes late has come before it is taken to have had no effect. */
    private static final Duration LATEST = Engine.SETTLING.minusSeconds(15);

    private static final class Call {
        private final UUID run;
        private final Runnable effect;
        private boolean came;

        private Call(UUID run, Runnable effect) {
            this.run = run;
            this.effect = effect;
        }

        private void come() {
            if (!came) {
                came = true;
                effect.run();
            }
        }
    }

    private final World world;
    private final Chance chance;
    private final List<Call> astray = new ArrayList<>();
    private final Set<UUID> over = new HashSet<>();

    Latecomers(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    void inTime(Runnable effect) {
        world.later(soon(), effect);
    }

    /** Much later than anybody expects, but before the last look at the run. */
    void atSomeTime(UUID run, Runnable effect) {
        if (over.contains(run)) {
            inTime(effect); // a worker that has lost it: it is looked at for the last time again
            return;
        }
        var call = new Call(run, effect);
        astray.add(call);
        world.later(Engine.SETTLING.plus(chance.upTo(Duration.ofMinutes(5))), call::come);
    }

    void ended(UUID run) {
        over.add(run);
        astray.stream()
                .filter(call -> call.run.equals(run) && !call.came)
                .forEach(call -> world.later(soon(), call::come));
    }

    void goesOn(UUID run) {
        over.remove(run);
    }

    private Duration soon() {
        return chance.between(Duration.ofSeconds(1), LATEST);
    }
}
