package io.stillframe.simulation;

import io.stillframe.sandbox.VolumeSpec;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Server;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some snapshots, from their requests to their ends, in a cloud and on machines that do what a seed
 * tells them to. The plan, the decider and the runner are the real ones; time passes only when
 * something takes time, and nothing happens at the same time as anything else, only in its middle.
 */
public final class Simulation {

    private static final Duration STORM = Duration.ofMinutes(45);
    private static final Duration LONGEST = Duration.ofHours(6);

    /** All that has ended is looked at twice in that time. */
    private static final Duration TWO_SWEEPS = Duration.ofMinutes(40);

    private static final int MOST_EVENTS = 20_000;
    private static final int DEEPEST = 3;

    /** It was no promise that was broken, but the simulation itself. */
    static final String CRASH = "crash: ";

    private final Scene scene;
    private final Time time;
    private final Chance chance;
    private final Latecomers latecomers;
    private final Wire wire;
    private final WatchedRuns runs;
    private final Engine engine;
    private final Wholeness wholeness;
    private final Deadlines deadlines;
    private final Deeds deeds;
    private final Callers callers;
    private final Outsiders outsiders;
    private int depth;
    private int events;

    private Simulation(long seed, boolean told) {
        scene = Scene.of(seed, told);
        time = scene.time();
        chance = scene.chance();
        wholeness = new Wholeness(scene.world(), scene.custody());
        deadlines = new Deadlines(time, scene.weather());
        deeds = new Deeds(time);
        latecomers = new Latecomers(scene.world(), chance);
        wire = new Wire(scene, latecomers, new Interruptions());
        runs = new WatchedRuns(new Deaths(), scene.weather().readBack(), scene.story());
        var cloud = new SimulatedCloud(scene, wire);
        engine = new Engine(scene, wire, cloud, runs, this::imageId);
        callers = new Callers(scene, deeds, engine, runs, wire);
        outsiders = new Outsiders(scene, deeds, callers, engine, wire, servers());
        badStorage();
    }

    /**
     * @return null if all promises were kept; else what was broken, and the whole story
     */
    public static @Nullable String failureOf(long seed) {
        return new Simulation(seed, false).failure() == null ? null : storyOf(seed);
    }

    /** The story of the seed, whatever its end. */
    static String storyOf(long seed) {
        var told = new Simulation(seed, true);
        var broken = told.failure();
        return "%s\nSeed %d: %s"
                .formatted(
                        told.scene.story(),
                        seed,
                        broken == null ? "all promises were kept" : broken);
    }

    private @Nullable String failure() {
        try {
            happens();
            return null;
        } catch (Violation violation) {
            return violation.getMessage();
        } catch (RuntimeException mistake) {
            return CRASH
                    + mistake
                    + Arrays.stream(mistake.getStackTrace())
                            .limit(12)
                            .map(line -> "\n  at " + line)
                            .reduce("", String::concat);
        }
    }

    private void happens() {
        outsiders.plan();
        letHappen(Time.BEGIN.plus(STORM));
        scene.story().tell("---- from here on nothing goes wrong any more");
        wire.calm();
        scene.faults().clear();
        while (all().anyMatch(run -> !run.finished())) {
            Custody.require(
                    time.instant().isBefore(Time.BEGIN.plus(LONGEST)),
                    "not all runs come to an end");
            letHappen(time.instant().plus(Duration.ofMinutes(10)));
        }
        letHappen(time.instant().plus(TWO_SWEEPS));
        var audit = new Audit(scene.custody(), wholeness);
        scene.world().inside(() -> all().forEach(audit::tellsWhatIsThere));
        scene.story().tell("---- somebody helps");
        outsiders.help();
        letHappen(time.instant().plus(TWO_SWEEPS));
        scene.world().inside(() -> all().forEach(audit::leavesNothing));
    }

    /** All that is due until then, one after the other. */
    private void letHappen(Instant until) {
        for (var next = next(); next.isPresent() && !next.get().isAfter(until); next = next()) {
            happen();
        }
        time.passUntil(until);
    }

    private Optional<Instant> next() {
        return Stream.of(engine.next(), deeds.next())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private void happen() {
        Custody.require(events++ < MOST_EVENTS, "it goes on and on");
        var ofEngine = engine.next();
        var ofPeople = deeds.next();
        var enginesTurn =
                ofPeople.isEmpty()
                        || ofEngine.isPresent() && ofEngine.get().isBefore(ofPeople.get());
        time.passUntil(enginesTurn ? ofEngine.orElseThrow() : ofPeople.get());
        if (enginesTurn) {
            engine.act();
        } else {
            deeds.act();
        }
        scene.world().inside(scene.custody()::check);
    }

    /** What goes on while somebody is in the middle of something. */
    private void meanwhile(Instant until, int most) {
        if (depth >= DEEPEST) {
            return;
        }
        depth++;
        try {
            for (int i = 0; i < most; i++) {
                var next = next();
                if (next.isEmpty() || next.get().isAfter(until)) {
                    return;
                }
                happen();
            }
        } finally {
            depth--;
        }
    }

    private final class Interruptions implements Wire.Outside {

        @Override
        public void pause(Turn turn, Duration most) {
            var until = time.instant().plus(chance.upTo(most));
            scene.story().tell("%s  stands still", turn);
            engine.standStill(turn.process);
            meanwhile(until, 100);
            time.passUntil(until);
            engine.goOn(turn.process);
            scene.story().tell("%s  goes on", turn);
        }

        @Override
        public void others() {
            meanwhile(time.instant().plus(Wire.LIMIT), 1 + chance.below(3));
        }

        @Override
        public void kill(Turn turn) {
            engine.kill(turn.process);
            throw new Died();
        }
    }

    private final class Deaths implements WatchedRuns.Around {

        @Override
        public void storing() {
            wire.die();
        }

        @Override
        public void stored(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
            scene.custody().stored(before, after);
            wholeness.stored(before, after);
            deadlines.stored(before, after);
            if (after.finished()) {
                latecomers.ended(after.id());
            } else {
                latecomers.goesOn(after.id());
            }
            callers.hearOf(before, after);
        }

        @Override
        public void woken(Run<ServerSnapshot> run) {
            engine.woken(run);
        }
    }

    /** Sometimes there is an image of this id already, for all that we know. */
    private UUID imageId() {
        var id = chance.uuid();
        if (chance.of(scene.weather().idTaken())) {
            outsiders.take(id);
        }
        return id;
    }

    private List<Server> servers() {
        var servers = new ArrayList<Server>();
        for (int i = 1 + chance.below(2); i > 0; i--) {
            var name = "server-" + i;
            var server =
                    scene.project().server(name).bootedFrom(VolumeSpec.volume(name + "-root", 2));
            for (int v = chance.below(4); v > 0; v--) {
                server.with(VolumeSpec.volume(name + "-data-" + v, 1));
            }
            if (chance.of(0.1)) {
                server.with(scene.strangers().addVolume(VolumeSpec.volume("theirs", 1)));
            }
            servers.add(server.add());
        }
        var theirs = scene.strangers().server("theirs");
        if (chance.of(0.5)) {
            theirs.bootedFrom(VolumeSpec.volume("their-root", 1));
        } else {
            theirs.with(scene.project().addVolume(VolumeSpec.volume("our-root", 1)));
        }
        servers.add(theirs.add());
        return servers;
    }

    private void badStorage() {
        var rate = scene.weather().storage();
        if (rate > 0) {
            scene.faults().add(storage("create-snapshot", new Effect.Fail("no space"), rate));
            scene.faults().add(storage("delete-snapshot", new Effect.Fail("no way"), rate / 4));
            scene.faults().add(storage("delete-snapshot", new Effect.Busy(), rate));
            scene.faults().add(storage("create-volume", new Effect.Fail("no space"), rate));
            var slow = new Effect.Slow(Duration.ofMinutes(3));
            scene.faults().add(storage("create-snapshot", slow, rate));
            scene.faults().add(storage("create-volume", slow, rate));
        }
    }

    private static Fault storage(String operation, Effect effect, double rate) {
        return Fault.at("storage", operation, effect).withProbability(rate);
    }

    private Stream<Run<ServerSnapshot>> all() {
        var any = EnumSet.allOf(Standing.class);
        return runs
                .list(new Filter(scene.project().id(), null, any, Integer.MAX_VALUE, null))
                .stream();
    }
}
