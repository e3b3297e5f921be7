package io.stillframe.workflow;

import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Undoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One run of a plan, as it is stored.
 *
 * @param owner whose it is: the id of a project
 * @param subject what it works on; at most one run that {@link #holdsSubject} has it
 * @param requestId under which it was asked for; its calls to the cloud are sent under it, too
 * @param asked what was asked for without a known answer yet, and until when it may still appear
 * @param now when the decision that led here was made: the time for whoever acts on it. Not stored.
 * @param version counts stored changes; 0 before the first
 */
public record Run<F>(
        UUID id,
        String plan,
        String owner,
        String subject,
        String requestId,
        Phase phase,
        F facts,
        Map<String, Instant> asked,
        List<StepState> steps,
        Times times,
        Instant now,
        long version) {

    static final String TOOK_TOO_LONG = "took-too-long";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    public Run {
        asked = Map.copyOf(asked);
        steps = List.copyOf(steps);
    }

    /** A new run, due at its first step, and asked for under an id of its own. */
    public static <F> Run<F> of(
            UUID id,
            Plan<F> plan,
            String owner,
            String subject,
            F facts,
            Patience patience,
            Instant now) {
        var first = plan.first().name();
        var states =
                plan.steps().stream()
                        .map(Step::name)
                        .map(StepState::waiting)
                        .map(step -> step.name().equals(first) ? step.running(1, now) : step)
                        .toList();
        var times = new Times(now, now, now, now, now.plus(patience.runLimit()), null, null);
        var start = new Performing(first, 1);
        return new Run<>(
                id,
                plan.name(),
                owner,
                subject,
                requestId(id),
                start,
                facts,
                Map.of(),
                states,
                times,
                now,
                0);
    }

    /** Of a run that nobody has given another. */
    public static String requestId(UUID run) {
        return "req-" + run;
    }

    /** The same, asked for under this id. */
    public Run<F> askedForBy(String request) {
        return new Run<>(
                id, plan, owner, subject, request, phase, facts, asked, steps, times, now, version);
    }

    public boolean finished() {
        return phase instanceof Finished;
    }

    /**
     * Whether it goes on by itself, and so needs the rights that a caller has lent it: until it has
     * ended, and everything unclear has settled and been looked at. Later looks at what is left do
     * without.
     */
    public boolean needsRights() {
        var due = times.lookAgain();
        return !finished()
                || !settled()
                || (due != null && !(times.looked() && times.since().isBefore(due)));
    }

    /**
     * Whether no other run may work on the subject: from the start until it has ended, but not
     * while it is deleted.
     */
    public boolean holdsSubject() {
        return switch (phase) {
            case Performing _ -> true;
            case Undoing(_, _, Reason.Deleted _) -> false;
            case Undoing _ -> true;
            case Finished _ -> false;
        };
    }

    /** Whether something asked for, whose answer is not known, may still come into being. */
    public boolean mayStillAppear(String key) {
        var until = asked.get(key);
        return until != null && now.isBefore(until);
    }

    /** Those of the keys that were asked for without a known answer. */
    Set<String> askedOf(Collection<String> keys) {
        return keys.stream().filter(this::wasAsked).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the key was asked for without a known answer: then look before asking again. */
    public boolean wasAsked(String key) {
        return asked.containsKey(key);
    }

    /** Whether nothing more can appear, so that an empty list may be trusted. */
    public boolean settled() {
        return settling().isZero();
    }

    /** How long until {@link #settled}; zero when it is. */
    public Duration settling() {
        return asked.values().stream()
                .filter(now::isBefore)
                .map(until -> Duration.between(now, until))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * The only way to create something: stored as asked for, then sent. What was asked for before,
     * was not found and may still appear is waited for instead; nothing is sent until it has
     * settled.
     */
    public Outcome<F> ask(F facts, Collection<String> keys, Supplier<Outcome<F>> send) {
        return keys.stream().anyMatch(this::mayStillAppear)
                ? new Outcome.NotYet<>(facts, pauseToSettle())
                : new Outcome.Ask<>(facts, Set.copyOf(keys), send);
    }

    /** Until it has settled, but not so long that what appears late is noticed late. */
    public Duration pauseToSettle() {
        return settling().compareTo(LONGEST_PAUSE) < 0 ? settling() : LONGEST_PAUSE;
    }

    public Outcome<F> done() {
        return new Outcome.Done<>(facts);
    }

    /**
     * A pause before the next look at something slow: short at first, then a fraction of the time
     * that it has taken so far, so that a look is never late by much and a long wait costs few
     * looks.
     */
    public Duration pauseBetweenLooks() {
        var pause = FIRST_PAUSE.plus(inStep().dividedBy(3));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /**
     * How long the present step has been performed or undone; zero if the clock has gone back
     * behind its beginning.
     */
    public Duration inStep() {
        var time = Duration.between(times.since(), now);
        return time.isNegative() ? Duration.ZERO : time;
    }

    /** The same run from its first step on, when nothing of it is left. */
    Run<F> fromTheBeginning(Plan<F> plan, Patience patience) {
        var fresh = of(id, plan, owner, subject, plan.again().apply(facts), patience, now);
        var begun = times.begunAgain(now, fresh.times().deadline());
        return new Run<>(
                id,
                plan.name(),
                owner,
                subject,
                requestId,
                fresh.phase(),
                fresh.facts(),
                Map.of(),
                fresh.steps(),
                begun,
                now,
                version);
    }

    Problem tookTooLong(String what) {
        return Problem.refusal(
                TOOK_TOO_LONG, "%s was given up after %d s.".formatted(what, inStep().toSeconds()));
    }

    StepState state(String step) {
        return steps.stream()
                .filter(s -> s.name().equals(step))
                .findFirst()
                .orElseGet(() -> StepState.waiting(step)); // new in a plan that has grown
    }

    Run<F> at(Instant time) {
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, asked, steps, times, time,
                version);
    }

    public Run<F> knowing(F facts) {
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, asked, steps, times, now,
                version);
    }

    Run<F> in(Phase phase) {
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, asked, steps, times, now,
                version);
    }

    Run<F> asking(Collection<String> keys, Instant until) {
        var all = new HashMap<>(asked);
        keys.forEach(key -> all.put(key, until));
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, all, steps, times, now, version);
    }

    /** As {@link #asking}, but no sooner than was known before. */
    Run<F> strayed(Collection<String> keys, Instant until) {
        var all = new HashMap<>(asked);
        keys.forEach(
                key -> all.merge(key, until, (one, other) -> one.isAfter(other) ? one : other));
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, all, steps, times, now, version);
    }

    Run<F> answered(Collection<String> keys) {
        var left = new HashMap<>(asked);
        left.keySet().removeAll(keys);
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, left, steps, times, now,
                version);
    }

    Run<F> with(StepState state) {
        var all = new ArrayList<>(steps);
        all.replaceAll(s -> s.name().equals(state.name()) ? state : s);
        if (!all.contains(state)) {
            all.add(state); // new in a plan that has grown
        }
        return new Run<>(
                id, plan, owner, subject, requestId, phase, facts, asked, all, times, now, version);
    }

    /** An ended run that is on its way again. */
    Run<F> settingOut() {
        return timed(times -> times.unfinished(now));
    }

    Run<F> timed(UnaryOperator<Times> change) {
        return new Run<>(
                id,
                plan,
                owner,
                subject,
                requestId,
                phase,
                facts,
                asked,
                steps,
                change.apply(times),
                now,
                version);
    }

    /** Whether storing this run would change what is stored as the other. */
    boolean differsFrom(Run<F> other) {
        return !at(other.now).equals(other);
    }

    /** As it will be stored: changed now, one version on. */
    Run<F> changed() {
        return new Run<>(
                id,
                plan,
                owner,
                subject,
                requestId,
                phase,
                facts,
                asked,
                steps,
                times.updated(now),
                now,
                version + 1);
    }
}
