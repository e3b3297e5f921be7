package io.stillframe.workflow;

import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Nothing;
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
import io.stillframe.workflow.StepState.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run does next: this run, this event and this time give the run as it must be
 * stored and the next action. No I/O, no clock, no chance, so that every story of a run can be told
 * and tested without a cloud.
 */
public final class Decider<F> {

    private final Plan<F> plan;
    private final Patience patience;

    public Decider(Plan<F> plan, Patience patience) {
        this.plan = plan;
        this.patience = patience;
    }

    public Decision<F> decide(Run<F> stored, Event<F> event, Instant now) {
        var run = stored.at(now);
        var next =
                switch (run.phase()) {
                    case Performing(String step, int attempt) ->
                            performing(run, step, attempt, event);
                    case Undoing(String step, int attempt, Reason because) ->
                            undoing(run, step, attempt, because, event);
                    case Finished _ -> finished(run, event);
                };
        var changed = next.run().differsFrom(stored);
        return changed
                ? new Decision<>(next.run().changed(), next.action(), next.entries(), true)
                : next;
    }

    private Decision<F> performing(Run<F> run, String step, int attempt, Event<F> event) {
        var now = run.now();
        return switch (event) {
            case Woken() -> stay(started(run, step, attempt), new Perform<>(step, now));
            case Done(F facts, var note) -> forward(run.knowing(facts), step, note);
            case NotYet(F facts, var pause, var note) when inTime(run, step) ->
                    stay(
                            run.knowing(facts),
                            new Perform<>(step, now.plus(pause)),
                            noted(step, note));
            case Ask(F facts, var keys, var send) when inTime(run, step) ->
                    stay(
                            run.knowing(facts)
                                    .asking(keys, now.plus(patience.untilSettled(keys.size()))),
                            new Send<>(keys, send));
            case NotYet<F> _, Ask<F> _ -> back(run, step, new Failure(tookTooLong(run, step)));
            case Answered(var keys, Failed(_, var problem)) when problem.mayHaveHappened() ->
                    failed(run.asking(keys, settledBy(now)), step, attempt, problem);
            case Answered(var keys, var outcome) ->
                    performing(run.answered(keys), step, attempt, outcome);
            case Failed(F facts, var problem) -> failed(run.knowing(facts), step, attempt, problem);
            case Strayed(var keys) ->
                    stay(run.asking(keys, settledBy(now)), new Perform<>(step, now));
            case RetryRequested<F> _ -> stay(run, new Perform<>(step, now));
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

    private Decision<F> undoing(
            Run<F> run, String step, int attempt, Reason because, Event<F> event) {
        var now = run.now();
        return switch (event) {
            case Woken<F> _, UndoRequested<F> _, Answered<F> _, RetryRequested<F> _ ->
                    stay(run, new Undo<>(step, now));
            case Strayed(var keys) -> stay(run.asking(keys, settledBy(now)), new Undo<>(step, now));
            case Done(F facts, var note) -> backward(run.knowing(facts), step, because, note);
            case NotYet(F facts, var pause, var note) when mayGoOnUndoing(run, step) ->
                    stay(run.knowing(facts), new Undo<>(step, now.plus(pause)), noted(step, note));
            case NotYet(F facts, _, _) ->
                    stuck(run.knowing(facts), step, tookTooLong(run, "undoing " + step), because);
            case Failed(F facts, var problem)
                    when problem.mayPass() && mayGoOnUndoing(run, step) -> {
                var pause = pauseBefore(attempt + 1, problem);
                var again = run.knowing(facts).in(new Undoing(step, attempt + 1, because));
                yield stay(
                        again, new Undo<>(step, now.plus(pause)), retrying(step, pause, problem));
            }
            case Failed(F facts, var problem) -> stuck(run.knowing(facts), step, problem, because);
            case Ask<F> _ ->
                    throw new IllegalStateException("undoing " + step + " asks for something new");
        };
    }

    private Decision<F> finished(Run<F> run, Event<F> event) {
        var due = run.times().lookAgain();
        return switch (event) {
            case UndoRequested(var because) ->
                    back(run.timed(Times::unfinished), plan.last().name(), because);
            case Strayed(var keys) -> strayed(run.asking(keys, settledBy(run.now())));
            case Woken<F> _, Answered<F> _, RetryRequested<F> _ ->
                    due == null ? stay(run, new Nothing<>()) : look(run, due);
            case Done(F facts, var note) -> lookedAgain(run.knowing(facts), note);
            case NotYet(F facts, var pause, _) when mayGoOnLooking(run) ->
                    stay(run.knowing(facts), new LookAgain<>(run.now().plus(pause)));
            case NotYet(F facts, _, _) ->
                    couldNotClean(run.knowing(facts), tookTooLong(run, "looking once more"));
            case Failed(F facts, var problem) when problem.mayPass() && mayGoOnLooking(run) ->
                    stay(
                            run.knowing(facts),
                            new LookAgain<>(run.now().plus(patience.longestPause())));
            case Failed(F facts, var problem) -> couldNotClean(run.knowing(facts), problem);
            case Ask<F> _ -> throw new IllegalStateException("an ended run asks for something new");
        };
    }

    private Decision<F> strayed(Run<F> run) {
        var due = settledBy(run.now());
        return stay(run.timed(times -> times.lookAgain(due)), new LookAgain<>(due));
    }

    /** The time for looking counts from the first look, however late that is. */
    private Decision<F> look(Run<F> run, Instant due) {
        var first = run.times().since().isBefore(due) && !run.now().isBefore(due);
        return stay(
                first ? run.timed(times -> times.since(run.now())) : run,
                new LookAgain<>(latest(due, run.now())));
    }

    /** What was called undone has left something after all. */
    private Decision<F> couldNotClean(Run<F> run, Problem problem) {
        var step = plan.lookAgain().name();
        return switch (run.phase()) {
            case Undone(var because) ->
                    stay(
                            run.in(new Stuck(plan.last().name(), problem, because))
                                    .timed(Times::lookedAgain),
                            new Nothing<>(),
                            entry(step, "stuck: " + problem.detail()));
            case Phase _ -> lookedAgain(run, "could not look once more: " + problem.detail());
        };
    }

    private Decision<F> forward(Run<F> run, String step, @Nullable String note) {
        var now = run.now();
        var done = run.with(run.state(step).ended(Status.DONE, now, note));
        var entry = entry(step, note == null ? "done" : note);
        return plan.after(step)
                .map(Step::name)
                .map(next -> stay(begin(done, next), new Perform<>(next, now), entry))
                .orElseGet(() -> end(done, new Succeeded(), entry));
    }

    private Decision<F> failed(Run<F> run, String step, int attempt, Problem problem) {
        if (!problem.mayPass() || attempt >= patience.attempts() || !inTime(run, step)) {
            return back(run, step, new Failure(problem));
        }
        var pause = pauseBefore(attempt + 1, problem);
        var again = started(run.in(new Performing(step, attempt + 1)), step, attempt + 1);
        return stay(
                again, new Perform<>(step, run.now().plus(pause)), retrying(step, pause, problem));
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
                };
        var left =
                because instanceof Failure
                        ? run.with(run.state(step).ended(Status.FAILED, now, why))
                        : run;
        var undoing = left.in(new Undoing(step, 1, because)).timed(times -> times.since(now));
        return stay(undoing, new Undo<>(step, now), entry(step, why));
    }

    private Decision<F> backward(Run<F> run, String step, Reason because, @Nullable String note) {
        var now = run.now();
        var state = run.state(step);
        var undone =
                switch (state.status()) {
                    case DONE, RUNNING -> run.with(state.ended(Status.UNDONE, now, note));
                    case WAITING, UNDONE, FAILED -> run;
                };
        var entries = noted(step, note);
        return plan.before(step)
                .map(Step::name)
                .map(previous ->
                        stay(
                                undone.in(new Undoing(previous, 1, because))
                                        .timed(times -> times.since(now)),
                                new Undo<>(previous, now),
                                entries))
                .orElseGet(() ->
                        end(
                                undone,
                                new Undone(because),
                                with(entries, entry(step, "nothing is left behind"))));
    }

    private Decision<F> stuck(Run<F> run, String step, Problem problem, Reason because) {
        return end(
                run, new Stuck(step, problem, because), entry(step, "stuck: " + problem.detail()));
    }

    private Decision<F> end(Run<F> run, Finished how, Entry... entries) {
        var lookAgain = settledBy(run.now());
        var ended = run.in(how).timed(times -> times.finished(run.now(), lookAgain));
        return stay(ended, new LookAgain<>(lookAgain), entries);
    }

    private Decision<F> lookedAgain(Run<F> run, @Nullable String note) {
        return stay(
                run.timed(Times::lookedAgain),
                new Nothing<>(),
                noted(plan.lookAgain().name(), note));
    }

    private Run<F> begin(Run<F> run, String step) {
        var next = run.in(new Performing(step, 1)).timed(times -> times.since(run.now()));
        return started(next, step, 1);
    }

    private Run<F> started(Run<F> run, String step, int attempt) {
        return run.with(run.state(step).running(attempt, run.now()));
    }

    private static <F> Decision<F> stay(Run<F> run, Action<F> action, Entry... entries) {
        return new Decision<>(run, action, List.of(entries), false);
    }

    private boolean inTime(Run<F> run, String step) {
        var limit = plan.step(step).timeLimit(patience);
        return run.now().isBefore(run.times().deadline()) && run.inStep().compareTo(limit) < 0;
    }

    private boolean mayGoOnUndoing(Run<F> run, String step) {
        return run.inStep().compareTo(plan.step(step).timeLimit(patience)) < 0;
    }

    private boolean mayGoOnLooking(Run<F> run) {
        var due = run.times().lookAgain();
        var limit = plan.lookAgain().timeLimit(patience);
        return due != null && run.inStep().compareTo(limit) < 0;
    }

    private Instant settledBy(Instant now) {
        return now.plus(patience.settlingTime());
    }

    private Duration pauseBefore(int attempt, Problem problem) {
        var ours = patience.pauseBefore(attempt);
        var theirs = problem.retryAfter();
        return theirs != null && theirs.compareTo(ours) > 0 ? theirs : ours;
    }

    private static Problem tookTooLong(Run<?> run, String what) {
        var detail = "%s was given up after %d s.".formatted(what, run.inStep().toSeconds());
        return Problem.refusal("took-too-long", detail);
    }

    private static Entry retrying(String step, Duration pause, Problem problem) {
        return entry(
                step, "trying again in %d ms: %s".formatted(pause.toMillis(), problem.detail()));
    }

    private static Entry[] noted(String step, @Nullable String note) {
        return note == null ? new Entry[0] : new Entry[] {entry(step, note)};
    }

    private static Entry entry(String step, String message) {
        return new Entry(step, message);
    }

    private static Entry[] with(Entry[] entries, Entry last) {
        return Stream.concat(Arrays.stream(entries), Stream.of(last)).toArray(Entry[]::new);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
