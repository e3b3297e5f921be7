package io.stillframe.workflow;

import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Perform;
import io.stillframe.workflow.Action.Send;
import io.stillframe.workflow.Action.Undo;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Event.Answered;
import io.stillframe.workflow.Event.RetryRequested;
import io.stillframe.workflow.Event.Strayed;
import io.stillframe.workflow.Event.UndoRequested;
import io.stillframe.workflow.Event.Woken;
import io.stillframe.workflow.Outcome.Ask;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Outcome.Failed;
import io.stillframe.workflow.Outcome.NotYet;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Reason.Cancelled;
import io.stillframe.workflow.Reason.Deleted;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Reason.Retried;
import io.stillframe.workflow.StepState.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run does next: this run, this event and this time give the run as it must be
 * stored and the next action. No I/O, no clock, no chance, so that every story of a run can be told
 * and tested without a cloud.
 */
public final class Decider<F> {

    private final Plan<F> plan;
    private final Patience patience;
    private final Aftermath<F> aftermath;

    public Decider(Plan<F> plan, Patience patience) {
        this.plan = plan;
        this.patience = patience;
        this.aftermath = new Aftermath<>(plan, patience);
    }

    public Decision<F> decide(Run<F> stored, Event<F> event, Instant now) {
        var run = stored.at(now);
        var next =
                switch (run.phase()) {
                    case Performing(String step, int attempt) ->
                            performing(run, step, attempt, event);
                    case Undoing(String step, int attempt, Reason because) ->
                            undoing(run, step, attempt, because, event, stored.settled());
                    case Finished ended -> finished(run, ended, event);
                };
        return next.run().differsFrom(stored) ? next.changing(stored) : next;
    }

    private Decision<F> performing(Run<F> run, String step, int attempt, Event<F> event) {
        var now = run.now();
        return switch (event) {
            case Woken() -> Decision.of(started(run, step), new Perform<>(step, now));
            case Done(F facts, var note) -> forward(run.knowing(facts), step, note);
            case NotYet(F facts, var pause, var note) when inTime(run, step) ->
                    Decision.of(
                            heard(run.knowing(facts), step),
                            new Perform<>(step, now.plus(pause)),
                            Entry.of(step, note));
            case Ask(F facts, var keys, var send) when inTime(run, step) ->
                    Decision.of(
                            run.knowing(facts)
                                    .asking(keys, now.plus(patience.untilSettled(keys.size()))),
                            new Send<>(keys, run.askedOf(keys), send));
            case NotYet<F> _, Ask<F> _ -> back(run, step, new Failure(run.tookTooLong(step)));
            case Answered(var keys, _, Failed(_, var problem)) when problem.mayHaveHappened() ->
                    failed(run.asking(keys, settledBy(now)), step, attempt, problem);
            case Answered(var keys, var again, var outcome) ->
                    performing(run.answered(keys).asking(again, now), step, attempt, outcome);
            case Failed(F facts, var problem) -> failed(run.knowing(facts), step, attempt, problem);
            case Strayed(var keys) ->
                    Decision.of(run.strayed(keys, settledBy(now)), new Perform<>(step, now));
            case RetryRequested<F> _ -> Decision.of(run, new Perform<>(step, now));
            case UndoRequested(var because) ->
                    // whatever is being sent at this moment, its answer will not be heard
                    back(
                            run.asking(
                                    run.asked().keySet(),
                                    now.plus(patience.untilSettled(run.asked().size()))),
                            step,
                            because);
        };
    }

    /**
     * @param settled whether nothing more could appear when the step that now reports was begun:
     *     what it saw may be older than its report
     */
    private Decision<F> undoing(
            Run<F> run, String step, int attempt, Reason because, Event<F> event, boolean settled) {
        var now = run.now();
        return switch (event) {
            case UndoRequested(Cancelled by) when because instanceof Retried ->
                    back(run, step, by); // and not forward again
            case Woken<F> _, UndoRequested<F> _, Answered<F> _, RetryRequested<F> _ ->
                    Decision.of(run, new Undo<>(step, now));
            case Strayed(var keys) ->
                    Decision.of(run.asking(keys, settledBy(now)), new Undo<>(step, now));
            // rule 6: that nothing is there is believed only when nothing more can appear
            case Done(F facts, _) when !settled ->
                    Decision.of(
                            run.knowing(facts), new Undo<>(step, now.plus(run.pauseToSettle())));
            case Done(F facts, var note) -> backward(run.knowing(facts), step, because, note);
            case NotYet(F facts, var pause, var note) when mayGoOnUndoing(run, step) ->
                    Decision.of(
                            run.knowing(facts),
                            new Undo<>(step, now.plus(pause)),
                            Entry.of(step, note));
            case NotYet(F facts, _, _) ->
                    stuck(run.knowing(facts), step, run.tookTooLong("undoing " + step), because);
            case Failed(F facts, var problem)
                    when problem.mayPass() && mayGoOnUndoing(run, step) -> {
                var pause = patience.pauseBefore(attempt + 1, problem);
                var due = earliest(now.plus(pause), end(run, step));
                var again = run.knowing(facts).in(new Undoing(step, attempt + 1, because));
                yield Decision.of(again, new Undo<>(step, due), told(step, attempt, problem));
            }
            case Failed(F facts, var problem) -> stuck(run.knowing(facts), step, problem, because);
            case Ask<F> _ ->
                    throw new IllegalStateException("undoing " + step + " asks for something new");
        };
    }

    private Decision<F> finished(Run<F> run, Finished ended, Event<F> event) {
        return switch (event) {
            case UndoRequested(var because) -> back(run.settingOut(), plan.last().name(), because);
            case RetryRequested(var by) -> retried(run, ended, by);
            case Strayed(var keys) -> aftermath.strayed(run.strayed(keys, settledBy(run.now())));
            case Woken<F> _, Answered<F> _ -> aftermath.woken(run);
            case Outcome<F> outcome -> aftermath.looked(run, ended, outcome);
        };
    }

    /**
     * What has failed begins again when nothing of it is left; what was cancelled or deleted, and
     * got stuck at that, goes on undoing. There is nothing to try again of anything else.
     */
    private Decision<F> retried(Run<F> run, Finished ended, String by) {
        return switch (ended) {
            case Undone(Failure(var problem)) -> again(run, new Retried(by, problem));
            case Stuck(_, _, Failure(var problem)) -> again(run, new Retried(by, problem));
            case Stuck(_, _, Retried(_, var problem)) -> again(run, new Retried(by, problem));
            case Stuck(_, _, var because) -> again(run, because);
            case Undone _, Succeeded _ -> aftermath.woken(run);
        };
    }

    /** What was unclear at the end has until the last look, which this one takes the place of. */
    private Decision<F> again(Run<F> run, Reason because) {
        var look = run.times().lookAgain();
        var settling =
                look == null || run.times().looked() ? run : run.asking(run.asked().keySet(), look);
        return back(settling.settingOut(), plan.last().name(), because);
    }

    private Decision<F> forward(Run<F> run, String step, @Nullable String note) {
        var now = run.now();
        var done = run.with(run.state(step).ended(Status.DONE, now, note));
        var entry = new Entry(step, note == null ? "done" : note);
        return plan.after(step)
                .map(Step::name)
                .map(next -> Decision.of(begin(done, next), new Perform<>(next, now), entry))
                .orElseGet(() -> end(done, new Succeeded(), entry));
    }

    /**
     * What certainly did not happen is tried again for as long as there is time: that is waiting
     * for a service, and no attempt.
     */
    private Decision<F> failed(Run<F> run, String step, int attempt, Problem problem) {
        var spent = problem.mayHaveHappened() && attempt >= patience.attempts();
        if (!problem.mayPass() || spent || !inTime(run, step)) {
            return back(run, step, new Failure(problem));
        }
        var counted = problem.mayHaveHappened() ? attempt + 1 : attempt;
        var tries = run.state(step).attempts();
        var state = run.state(step).running(tries + 1, run.now());
        var pause = patience.pauseBefore(tries + 1, problem);
        var due = earliest(run.now().plus(pause), earliest(run.times().deadline(), end(run, step)));
        return Decision.of(
                run.in(new Performing(step, counted)).with(state.noting(tryingAgain(problem))),
                new Perform<>(step, due),
                told(step, tries, problem));
    }

    /** What it waited for has answered. */
    private Run<F> heard(Run<F> run, String step) {
        return run.with(run.state(step).noting(null));
    }

    /** At the first, second, fourth, eighth try and so on: an outage has many that are alike. */
    private static @Nullable Entry told(String step, int tries, Problem problem) {
        return Integer.bitCount(tries) == 1 ? new Entry(step, tryingAgain(problem)) : null;
    }

    private static String tryingAgain(Problem problem) {
        return "trying again: " + problem.detail();
    }

    /**
     * Undo starts with the step that is being left, never with the one before it: it may have done
     * half its work.
     */
    private Decision<F> back(Run<F> run, String step, Reason because) {
        var now = run.now();
        var why =
                switch (because) {
                    case Failure(var problem) -> "failed: " + problem.detail();
                    case Cancelled(var by) -> "cancelled by " + by;
                    case Deleted(var by) -> "deletion asked for by " + by;
                    case Retried(var by, _) -> "another try asked for by " + by;
                };
        var left =
                because instanceof Failure
                        ? run.with(run.state(step).ended(Status.FAILED, now, why))
                        : run;
        var undoing = left.in(new Undoing(step, 1, because)).timed(times -> times.since(now));
        return Decision.of(undoing, new Undo<>(step, now), new Entry(step, why));
    }

    private Decision<F> backward(Run<F> run, String step, Reason because, @Nullable String note) {
        var now = run.now();
        var state = run.state(step);
        var undone =
                switch (state.status()) {
                    case DONE, RUNNING -> run.with(state.ended(Status.UNDONE, now, note));
                    case WAITING, UNDONE, FAILED -> run;
                };
        return plan.before(step)
                .map(Step::name)
                .map(previous ->
                        Decision.of(
                                undone.in(new Undoing(previous, 1, because))
                                        .timed(times -> times.since(now)),
                                new Undo<>(previous, now),
                                Entry.of(step, note)))
                .orElseGet(() ->
                        because instanceof Retried
                                ? begunAgain(run)
                                : end(
                                        undone,
                                        new Undone(because),
                                        Entry.of(step, note),
                                        new Entry(step, "nothing is left behind")));
    }

    private Decision<F> begunAgain(Run<F> run) {
        var first = plan.first().name();
        return Decision.of(
                run.fromTheBeginning(plan, patience),
                new Perform<>(first, run.now()),
                new Entry(first, "begun again"));
    }

    private Decision<F> stuck(Run<F> run, String step, Problem problem, Reason because) {
        return end(
                run,
                new Stuck(step, problem, because),
                new Entry(step, "stuck: " + problem.detail()));
    }

    private Decision<F> end(Run<F> run, Finished how, @Nullable Entry... entries) {
        var lookAgain = settledBy(run.now().plus(run.settling()));
        var ended = run.in(how).timed(times -> times.finished(run.now(), lookAgain));
        return Decision.of(ended, new LookAgain<>(lookAgain), entries);
    }

    private Run<F> begin(Run<F> run, String step) {
        var next = run.in(new Performing(step, 1)).timed(times -> times.since(run.now()));
        return started(next, step);
    }

    private Run<F> started(Run<F> run, String step) {
        var state = run.state(step);
        return run.with(state.running(Math.max(1, state.attempts()), run.now()));
    }

    private boolean inTime(Run<F> run, String step) {
        var limit = plan.step(step).timeLimit(patience);
        return run.now().isBefore(run.times().deadline()) && run.inStep().compareTo(limit) < 0;
    }

    /** When the present step's time is up. */
    private Instant end(Run<F> run, String step) {
        return run.times().since().plus(plan.step(step).timeLimit(patience));
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private boolean mayGoOnUndoing(Run<F> run, String step) {
        return run.inStep().compareTo(plan.step(step).timeLimit(patience)) < 0;
    }

    private Instant settledBy(Instant now) {
        return now.plus(patience.settlingTime());
    }
}
