package io.stillframe.simulation;

import io.stillframe.sandbox.world.Server;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who want snapshots, and no longer want them. */
final class Callers {

    /** After that they have had enough. */
    static final Duration SCENE = Duration.ofMinutes(20);

    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final Duration A_MOMENT = Duration.ofSeconds(20);

    private final String project;
    private final Engine engine;
    private final WatchedRuns runs;
    private final Wire wire;
    private final Deeds deeds;
    private final Time time;
    private final Chance chance;
    private final Weather weather;
    private final Story story;

    Callers(Scene scene, Deeds deeds, Engine engine, WatchedRuns runs, Wire wire) {
        this.project = scene.project().id();
        this.time = scene.time();
        this.chance = scene.chance();
        this.weather = scene.weather();
        this.story = scene.story();
        this.deeds = deeds;
        this.engine = engine;
        this.runs = runs;
        this.wire = wire;
    }

    /** What becomes of a run gives them ideas. */
    void hearOf(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
        var standing = Standing.of(after.phase());
        if (before != null && standing == Standing.of(before.phase())) {
            return;
        }
        switch (standing) {
            case PERFORMING ->
                    soon(
                            after.phase() instanceof Undoing ? 0.5 : 0.2,
                            "cancel",
                            Snapshots::cancel,
                            after);
            case FAILED, STUCK -> soon(0.4, "retry", Snapshots::retry, after);
            case SUCCEEDED -> soon(0.2, "delete", Snapshots::delete, after);
            case FAILING, CANCELLING, DELETING, CANCELLED, DELETED -> {}
        }
    }

    private void soon(double probability, String what, Wish wish, Run<ServerSnapshot> run) {
        var inTime = time.instant().isBefore(Time.BEGIN.plus(SCENE));
        if (inTime && !weather.isClear() && chance.of(probability)) {
            deeds.later(chance.upTo(chance.oneOf(A_WHILE, A_MOMENT)), () -> ask(what, wish, run));
        }
    }

    void request(Server server) {
        var request =
                new SnapshotRequest(
                        server.id(),
                        "frame",
                        null,
                        weather.requested(),
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "private");
        fromOutside(
                "asks for a snapshot of " + server.name(),
                snapshots -> snapshots.create(project, request, null, null));
    }

    void ask(String what, Wish wish) {
        run().ifPresent(run -> ask(what, wish, run));
    }

    private void ask(String what, Wish wish, Run<ServerSnapshot> seen) {
        runs.find(seen.id())
                .ifPresent(run ->
                        fromOutside(
                                "asks to %s %s".formatted(what, WatchedRuns.name(run)),
                                snapshots -> requireHeard(what, wish.ask(snapshots, run, "demo"))));
    }

    /** One that is to be cancelled does not begin again, whatever it was about to do. */
    private static void requireHeard(String what, Run<ServerSnapshot> run) {
        Custody.require(
                what.equals("retry") || !(run.phase() instanceof Undoing(_, _, Reason.Retried _)),
                "%s was asked to %s, and is %s",
                WatchedRuns.name(run),
                what,
                run.phase());
    }

    interface Wish {
        Run<ServerSnapshot> ask(Snapshots snapshots, Run<ServerSnapshot> run, String by);
    }

    private void fromOutside(String what, Consumer<Snapshots> request) {
        var process = engine.anyone();
        if (process.isEmpty()) {
            return;
        }
        story.tell("user %s", what);
        var before = wire.speaking(null);
        try {
            request.accept(process.get().snapshots);
        } catch (Trouble refused) {
            story.tell("     no: %s", refused.problem().detail());
        } finally {
            wire.speaking(before);
        }
    }

    /** Any of all there are; empty if there is none yet. */
    Optional<Run<ServerSnapshot>> run() {
        var all = runs.list(new Filter(project, null, EnumSet.allOf(Standing.class), 100, null));
        return all.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(all));
    }
}
