package io.stillframe.simulation;

import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.store.ReadBack;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored runs, in front of which processes die, and where no run may take a wrong turn. */
final class WatchedRuns extends InMemoryRuns<ServerSnapshot> {

    /** What happens around a run that is stored. */
    interface Around {

        /** May not return. */
        void storing();

        /** Before is null for a new one. */
        void stored(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after);

        /** It is due at once, unless somebody has it in hand. */
        void woken(Run<ServerSnapshot> run);
    }

    private static final Set<Standing> AT_WORK =
            EnumSet.of(Standing.PERFORMING, Standing.FAILING, Standing.CANCELLING);

    private static final ReadBack<ServerSnapshot> DATABASE = new ReadBack<>(ServerSnapshot.class);

    private final Around around;
    private final boolean readBack;
    private final Story story;

    /**
     * @param readBack whether runs are read as a database gives them, which takes its time
     */
    WatchedRuns(Around around, boolean readBack, Story story) {
        this.around = around;
        this.readBack = readBack;
        this.story = story;
    }

    @Override
    public synchronized Optional<Run<ServerSnapshot>> find(UUID id) {
        var found = super.find(id);
        return readBack ? found.map(DATABASE::of) : found;
    }

    @Override
    public synchronized Start<ServerSnapshot> start(
            Decision<ServerSnapshot> first, @Nullable RequestKey key) {
        var others = list(new Filter(first.run().owner(), null, AT_WORK, 100, null));
        var start = super.start(first, key);
        if (start instanceof Start.Started(var run)) {
            others.forEach(other ->
                    Custody.require(
                            !other.subject().equals(run.subject()),
                            "%s starts while %s is at work",
                            name(run),
                            name(other)));
            tell(first);
            around.stored(null, run);
            around.woken(run);
        }
        return start;
    }

    @Override
    public synchronized boolean store(Decision<ServerSnapshot> decision) {
        around.storing();
        var before = find(decision.run().id()).orElseThrow();
        if (!super.store(decision)) {
            story.tell("     %s has changed meanwhile", name(before));
            return false;
        }
        watched(before, decision);
        around.storing();
        return true;
    }

    private void watched(Run<ServerSnapshot> before, Decision<ServerSnapshot> decision) {
        tell(decision);
        requireTheRightWay(before.phase(), decision.run().phase());
        around.stored(before, decision.run());
    }

    @Override
    public synchronized Change<ServerSnapshot> storeAndWake(Decision<ServerSnapshot> decision) {
        around.storing();
        var before = find(decision.run().id()).orElseThrow();
        var change = super.storeAndWake(decision);
        if (change instanceof Change.Stored<ServerSnapshot>) {
            watched(before, decision);
            around.woken(decision.run());
        } else {
            story.tell("     %s is not to be changed now: %s", name(before), change);
        }
        return change;
    }

    private void tell(Decision<ServerSnapshot> decision) {
        var run = decision.run();
        story.tell(
                "     %s is %s%s",
                name(run),
                word(run.phase()),
                run.settled() ? "" : ", asked for " + new TreeSet<>(run.asked().keySet()));
        decision.entries()
                .forEach(entry -> story.tell("       %s: %s", entry.step(), entry.message()));
    }

    static String name(Run<?> run) {
        return "run " + run.id().toString().substring(0, 4);
    }

    private static String word(Phase phase) {
        return switch (phase) {
            case Performing(var step, var attempt) -> "performing %s %d".formatted(step, attempt);
            case Undoing(var step, _, var because) ->
                    "undoing %s, %s".formatted(step, because.getClass().getSimpleName());
            case Finished ended -> ended.getClass().getSimpleName();
        };
    }

    /** Never forward after going back, but to begin again; never out of an end by itself. */
    private static void requireTheRightWay(Phase before, Phase after) {
        var allowed =
                switch (after) {
                    case Performing _ ->
                            before instanceof Performing
                                    || before instanceof Undoing(_, _, Reason.Retried _);
                    case Undoing _ -> true;
                    case Phase.Succeeded() ->
                            before instanceof Performing || before instanceof Phase.Succeeded;
                    case Undone _, Stuck _ ->
                            !(before instanceof Performing || before instanceof Phase.Succeeded);
                };
        Custody.require(allowed, "from %s to %s", before, after);
        switch (after) {
            case Performing(_, var attempt) ->
                    Custody.require(attempt <= Engine.PATIENCE.attempts(), "attempt %d", attempt);
            case Undone(Reason.Failure(var problem)) -> requireNoMistake(problem);
            case Stuck(_, var problem, _) -> requireNoMistake(problem);
            default -> {}
        }
    }

    private static void requireNoMistake(Problem problem) {
        Custody.require(!problem.type().equals("internal-error"), "%s", problem.detail());
    }
}
