package io.stillframe.workflow;

import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Nothing;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Outcome.Ask;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Outcome.Failed;
import io.stillframe.workflow.Outcome.NotYet;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Reason.Retried;
import io.stillframe.workflow.StepState.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a run after its end: it is looked at once more when everything has settled, and
 * then, for as long as something is left that should not be, every now and then.
 */
final class Aftermath<F> {

    /** What a sweep has asked to go is gone by the next one. */
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(2);

    private static final int PAST_ALL_DOUBLING = 30;

    /** What takes hours is not worth a look every few seconds. */
    private static final int FEWER = 20;

    private final Plan<F> plan;
    private final Patience patience;

    Aftermath(Plan<F> plan, Patience patience) {
        this.plan = plan;
        this.patience = patience;
    }

    /** The time for looking counts from the first look, however late that is. */
    Decision<F> woken(Run<F> run) {
        var due = run.times().lookAgain();
        if (due == null) {
            return run.phase() instanceof Stuck
                    ? later(run, run.now()) // stored by a version that knew no sweeps
                    : Decision.of(run, new Nothing<>());
        }
        if (run.now().isBefore(due)) {
            return Decision.of(run, new LookAgain<>(due));
        }
        var first = run.times().since().isBefore(due);
        return look(first ? run.timed(times -> times.since(run.now())) : run, Duration.ZERO);
    }

    /**
     * When that has settled, it is looked at, even if it had been looked at for the last time. No
     * look is ever due before everything has settled, so that what it does not find is not there.
     */
    Decision<F> strayed(Run<F> run) {
        return later(run, run.now().plus(run.settling()));
    }

    private static <F> Decision<F> later(Run<F> run, Instant due, @Nullable Entry... entries) {
        return Decision.of(run.timed(times -> times.lookAgain(due)), new LookAgain<>(due), entries);
    }

    Decision<F> looked(Run<F> run, Finished ended, Outcome<F> outcome) {
        return switch (outcome) {
            case Done(F facts, var note) -> clean(run.knowing(facts), ended, note);
            case NotYet(F facts, var pause, _) when mayGoOn(run, ended) ->
                    look(run.knowing(facts), longest(pause, run.inStep().dividedBy(FEWER)));
            case NotYet(F facts, _, _) ->
                    left(run.knowing(facts), ended, run.tookTooLong("looking once more"));
            case Failed(F facts, var problem) when problem.mayPass() && mayGoOn(run, ended) ->
                    look(run.knowing(facts), patience.pauseBefore(PAST_ALL_DOUBLING, problem));
            case Failed(F facts, var problem) -> left(run.knowing(facts), ended, problem);
            case Ask<F> _ -> throw new IllegalStateException("an ended run asks for something new");
        };
    }

    private static <F> Decision<F> look(Run<F> run, Duration pause) {
        return Decision.of(run, new LookAgain<>(run.now().plus(pause)));
    }

    private Decision<F> clean(Run<F> run, Finished ended, @Nullable String note) {
        var name = plan.lookAgain().name();
        var looked = run.timed(Times::lookedAgain);
        return switch (ended) {
            case Stuck(_, _, var because) ->
                    Decision.of(
                            allUndone(looked)
                                    .in(new Undone(outcome(because)))
                                    .timed(times -> times.finished(run.now(), null)),
                            new Nothing<>(),
                            new Entry(name, "nothing is left behind any more"));
            case Undone _, Succeeded _ ->
                    Decision.of(looked, new Nothing<>(), Entry.of(name, note));
        };
    }

    /** One that was to begin again has only ever failed. */
    private static Reason outcome(Reason because) {
        return because instanceof Retried(_, var failure) ? new Failure(failure) : because;
    }

    private static <F> Run<F> allUndone(Run<F> run) {
        var undone = run;
        for (var state : run.steps()) {
            if (state.status() == Status.DONE || state.status() == Status.RUNNING) {
                undone = undone.with(state.ended(Status.UNDONE, run.now(), null));
            }
        }
        return undone;
    }

    /** It is looked at again later: a person may have helped by then. Each reason is told once. */
    private Decision<F> left(Run<F> run, Finished ended, Problem problem) {
        if (problem.type().equals(Problem.RIGHTS_EXPIRED)) {
            return withoutRights(run, ended, problem);
        }
        return remaining(problem.mayPass() ? unseen(run) : run, ended, problem);
    }

    /** Nobody has looked: as before the first look, the run keeps what it needs for that. */
    private static <F> Run<F> unseen(Run<F> run) {
        var finished = run.times().finished();
        return finished == null ? run : run.timed(times -> times.since(finished));
    }

    private Decision<F> remaining(Run<F> run, Finished ended, Problem problem) {
        var name = plan.lookAgain().name();
        var next = run.now().plus(patience.sweepInterval());
        return switch (ended) {
            case Undone _ when !plan.leaves().test(run.facts()) -> later(run, next);
            case Undone(var because) ->
                    later(
                            run.in(new Stuck(plan.last().name(), problem, because)),
                            next,
                            new Entry(name, "stuck: " + problem.detail()));
            case Stuck(_, var known, _) when saysLess(problem, known) -> later(run, next);
            case Stuck(var step, _, var because) ->
                    later(
                            run.in(new Stuck(step, problem, because)),
                            next,
                            new Entry(name, "still stuck: " + problem.detail()));
            case Succeeded _ ->
                    later(
                            run,
                            next,
                            isFirst(run)
                                    ? new Entry(
                                            name,
                                            "could not remove what appeared late: "
                                                    + problem.detail())
                                    : null);
        };
    }

    /**
     * There is nothing to look with until somebody lends new rights. What an unclear call may have
     * made is a reason to be stuck; why it was stuck before, nobody has helped with.
     */
    private Decision<F> withoutRights(Run<F> run, Finished ended, Problem problem) {
        var name = plan.lookAgain().name();
        var next = run.now().plus(patience.sweepInterval());
        return switch (ended) {
            case Stuck(_, var known, _) when !known.mayPass() && !isLate(known) -> later(run, next);
            case Stuck(var step, _, var because) ->
                    later(
                            run.in(new Stuck(step, problem, because)),
                            next,
                            new Entry(name, "still stuck: " + problem.detail()));
            case Undone(var because)
                    when !run.asked().isEmpty() || plan.leaves().test(run.facts()) ->
                    later(
                            run.in(new Stuck(plan.last().name(), problem, because)),
                            next,
                            new Entry(name, "stuck: " + problem.detail()));
            case Undone _, Succeeded _ ->
                    Decision.of(
                            run.timed(Times::lookedAgain),
                            new Nothing<>(),
                            new Entry(name, "not looked at once more: " + problem.detail()));
        };
    }

    /** That it took too long, or that a service was away, is not why it got stuck. */
    private static boolean saysLess(Problem problem, Problem known) {
        return problem.mayPass() || isLate(problem) || problem.type().equals(known.type());
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean isLate(Problem problem) {
        return problem.type().equals(Run.TOOK_TOO_LONG);
    }

    private boolean isFirst(Run<F> run) {
        var finished = run.times().finished();
        var due = run.times().lookAgain();
        return finished != null
                && due != null
                && due.isBefore(finished.plus(patience.sweepInterval()));
    }

    private boolean mayGoOn(Run<F> run, Finished ended) {
        var limit = ended instanceof Stuck ? LONGEST_SWEEP : plan.lookAgain().timeLimit(patience);
        return run.inStep().compareTo(limit) < 0;
    }
}
