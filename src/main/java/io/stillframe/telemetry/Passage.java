package io.stillframe.telemetry;

import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Reason.Deleted;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Reason.Retried;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Status;
import io.stillframe.workflow.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a run between one stored version of it and the next.
 *
 * @param before null for a new run
 */
record Passage<F>(@Nullable Run<F> before, Run<F> run) {

    /** What became of a step, or of undoing it. */
    enum Outcome {
        DONE,
        FAILED,
        /** Left because somebody called the run off. */
        LEFT,
        UNDONE,
        /** It could not be undone. */
        STUCK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean wentWrong() {
            return this == FAILED || this == STUCK;
        }
    }

    /**
     * The end of a step, or of undoing it.
     *
     * @param from when the run came to it
     */
    record StepEnd(String step, boolean undo, Outcome outcome, Instant from, Instant to) {

        Duration time() {
            return between(from, to);
        }
    }

    static <F> Passage<F> of(Decision<F> decision) {
        return new Passage<>(decision.before(), decision.run());
    }

    /** Whether it has set out to make something: at its start, or for another try. */
    boolean begins() {
        return before == null || turnsBack().filter(Retried.class::isInstance).isPresent();
    }

    /** Whether it has come to an end. One that was stuck has come to it before. */
    boolean ends() {
        return run.finished() && !(before != null && before.finished());
    }

    /** From where it set out. */
    Duration time() {
        return between(run.times().begun(), run.now());
    }

    Status status() {
        return Status.of(Standing.of(run.phase()));
    }

    /** Why it is where it is, if it did not go well. */
    Optional<Problem> problem() {
        return switch (run.phase()) {
            case Undone(Failure(var problem)) -> Optional.of(problem);
            case Stuck(_, var problem, _) -> Optional.of(problem);
            default -> Optional.empty();
        };
    }

    /** Whether what it has made was, or is, to be removed: that is a way of its own. */
    boolean deletion() {
        return switch (run.phase()) {
            case Undoing(_, _, Deleted _), Undone(Deleted _), Stuck(_, _, Deleted _) -> true;
            default -> false;
        };
    }

    /** Why it begins to go back; empty if it does not begin to. */
    Optional<Reason> turnsBack() {
        var wentBack = before != null && before.phase() instanceof Undoing;
        return run.phase() instanceof Undoing(_, _, var because) && !wentBack
                ? Optional.of(because)
                : Optional.empty();
    }

    /** The step that is tried again after it did not work, forwards. */
    Optional<String> triesAgain() {
        return before != null
                        && before.phase() instanceof Performing(var step, _)
                        && run.phase() instanceof Performing(var same, _)
                        && step.equals(same)
                        && attempts(run, step) > attempts(before, step)
                ? Optional.of(step)
                : Optional.empty();
    }

    /** The step that is being undone, and is tried again after that did not work. */
    Optional<String> undoesAgain() {
        return before != null
                        && before.phase() instanceof Undoing(var step, var last, _)
                        && run.phase() instanceof Undoing(var same, var attempt, _)
                        && step.equals(same)
                        && attempt > last
                ? Optional.of(step)
                : Optional.empty();
    }

    /**
     * None for a new run: what was looked at to admit it was one moment. None for one that had
     * ended, either: what is removed then is nobody's step.
     */
    Optional<StepEnd> stepEnd() {
        if (before == null) {
            return Optional.empty();
        }
        return switch (before.phase()) {
            case Performing(var step, _) when !isPerforming(step) ->
                    Optional.of(end(before, step, false, forwards(step)));
            case Undoing(var step, _, _) when !isUndoing(step) ->
                    Optional.of(end(before, step, true, backwards()));
            case Performing _, Undoing _, Phase.Finished _ -> Optional.empty();
        };
    }

    private StepEnd end(Run<F> last, String step, boolean undo, Outcome outcome) {
        return new StepEnd(step, undo, outcome, last.times().since(), run.now());
    }

    private boolean isPerforming(String step) {
        return run.phase() instanceof Performing(var now, _) && now.equals(step);
    }

    private boolean isUndoing(String step) {
        return run.phase() instanceof Undoing(var now, _, _) && now.equals(step);
    }

    private Outcome forwards(String step) {
        return switch (run.phase()) {
            case Performing _, Succeeded _ -> Outcome.DONE;
            case Undoing(_, _, Failure _) -> Outcome.FAILED;
            case Undoing _ -> Outcome.LEFT;
            case Undone _, Stuck _ ->
                    throw new IllegalStateException(step + " was never undone: " + run.phase());
        };
    }

    private Outcome backwards() {
        return run.phase() instanceof Stuck ? Outcome.STUCK : Outcome.UNDONE;
    }

    private static int attempts(Run<?> run, String step) {
        return run.steps().stream()
                .filter(state -> state.name().equals(step))
                .mapToInt(StepState::attempts)
                .sum();
    }

    /** Clocks of two replicas may differ. */
    private static Duration between(Instant from, Instant to) {
        var time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }
}
