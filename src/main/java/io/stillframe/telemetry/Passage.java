package io.stillframe.telemetry;

import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Reason.Cancelled;
import io.stillframe.workflow.Reason.Deleted;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Reason.Retried;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Status;
import io.stillframe.workflow.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a run between one stored version of it and the next.
 *
 * @param before null for a new run
 */
record Passage<F>(@Nullable Run<F> before, Run<F> run) {

    /** A step that has ended, or was undone. */
    record StepEnd(String step, StepState.Status outcome, Instant from, Instant to) {

        boolean undone() {
            return outcome == StepState.Status.UNDONE;
        }

        Duration time() {
            return between(from, to);
        }
    }

    static <F> Passage<F> of(Decision<F> decision) {
        return new Passage<>(decision.before(), decision.run());
    }

    /** Whether it has set out: at its start, or for another try. */
    boolean begins() {
        return before == null
                || (!before.times().begun().equals(run.times().begun()) && !deletion());
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
        return reason(run.phase()).filter(Deleted.class::isInstance).isPresent();
    }

    /** Why it begins to go back; empty if it does not begin to. */
    Optional<Reason> turnsBack() {
        var wentBack = before != null && before.phase() instanceof Undoing;
        return run.phase() instanceof Undoing(_, _, var because) && !wentBack
                ? Optional.of(because)
                : Optional.empty();
    }

    static String word(Reason reason) {
        return switch (reason) {
            case Failure _ -> "failure";
            case Cancelled _ -> "cancelled";
            case Retried _ -> "retried";
            case Deleted _ -> "deleted";
        };
    }

    /** The step that is tried again after it did not work, forwards. */
    Optional<String> triesAgain() {
        return run.steps().stream()
                .filter(state ->
                        state.status() == StepState.Status.RUNNING
                                && earlier(state).status() == StepState.Status.RUNNING
                                && state.attempts() > earlier(state).attempts())
                .map(StepState::name)
                .findFirst();
    }

    /** The step that is being undone, and is tried again after that did not work. */
    Optional<String> undoesAgain() {
        return run.phase() instanceof Undoing(var step, var attempt, _)
                        && before != null
                        && before.phase() instanceof Undoing(var same, var last, _)
                        && step.equals(same)
                        && attempt > last
                ? Optional.of(step)
                : Optional.empty();
    }

    /**
     * None of a new run: what was looked at to admit it was one moment. None of a run that had
     * ended: what is removed then is nobody's step.
     */
    List<StepEnd> stepEnds() {
        return before == null || before.finished()
                ? List.of()
                : run.steps().stream()
                        .filter(state -> state.status() != earlier(state).status())
                        .flatMap(this::end)
                        .toList();
    }

    private Stream<StepEnd> end(StepState state) {
        var ended = state.finishedAt();
        var from =
                state.status() == StepState.Status.UNDONE && before != null
                        ? before.times().since()
                        : state.startedAt();
        return switch (state.status()) {
            case DONE, FAILED, UNDONE ->
                    ended == null || from == null
                            ? Stream.empty()
                            : Stream.of(new StepEnd(state.name(), state.status(), from, ended));
            case WAITING, RUNNING -> Stream.empty();
        };
    }

    private StepState earlier(StepState state) {
        return before == null
                ? state.notBegun()
                : before.steps().stream()
                        .filter(one -> one.name().equals(state.name()))
                        .findFirst()
                        .orElseGet(state::notBegun);
    }

    private static Optional<Reason> reason(Phase phase) {
        return switch (phase) {
            case Undoing(_, _, var because) -> Optional.of(because);
            case Undone(var because) -> Optional.of(because);
            case Stuck(_, _, var because) -> Optional.of(because);
            case Phase.Performing _, Succeeded _ -> Optional.empty();
        };
    }

    /** Clocks of two replicas may differ. */
    private static Duration between(Instant from, Instant to) {
        var time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }
}
