package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Nothing;
import io.stillframe.workflow.Action.Perform;
import io.stillframe.workflow.Action.Send;
import io.stillframe.workflow.Action.Undo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A run's story as a log: what happened, and what was decided on it. The facts are a line of text.
 */
final class Transcript {

    static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(15));

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Decider<String> decider;
    private Run<String> run;
    private Action<String> action = new Nothing<>();
    private Set<String> sent = Set.of();
    private Instant now = START;

    private Set<String> again = Set.of();
    private final List<String> told = new ArrayList<>();

    private Transcript(List<String> steps) {
        var plan =
                new Plan<>(
                        "test",
                        facts -> facts + " again",
                        facts -> !facts.equals("clean"),
                        steps.stream().map(Transcript::step).toList(),
                        step("look-again"));
        this.decider = new Decider<>(plan, PATIENCE);
        this.run = Run.of(new UUID(0, 1), plan, "project", "server", "", PATIENCE, START);
    }

    static Transcript of(String... steps) {
        return new Transcript(List.of(steps));
    }

    // what happens

    Transcript woken() {
        return on(new Event.Woken<>());
    }

    Transcript done() {
        return on(new Outcome.Done<>(run.facts()));
    }

    Transcript done(String facts) {
        return on(new Outcome.Done<>(facts));
    }

    Transcript notYet(Duration pause) {
        return on(new Outcome.NotYet<>(run.facts(), pause));
    }

    Transcript asks(String... keys) {
        sent = Set.of(keys);
        return on(
                run.at(now).ask(run.facts(), List.of(keys), () -> new Outcome.Done<>(run.facts())));
    }

    Transcript answered() {
        return on(new Event.Answered<>(sent, again, new Outcome.Done<>(run.facts())));
    }

    Transcript answeredUnclear() {
        return on(
                new Event.Answered<>(
                        sent,
                        again,
                        new Outcome.Failed<>(run.facts(), problem("lost", true, true))));
    }

    Transcript answeredRefused() {
        return on(
                new Event.Answered<>(
                        sent,
                        again,
                        new Outcome.Failed<>(run.facts(), problem("over quota", false, false))));
    }

    Transcript answeredBusy() {
        return on(
                new Event.Answered<>(
                        sent,
                        again,
                        new Outcome.Failed<>(run.facts(), problem("busy", false, true))));
    }

    Transcript failsForNow(String why) {
        return on(new Outcome.Failed<>(run.facts(), problem(why, false, true)));
    }

    Transcript failsForNow(String why, Duration retryAfter) {
        return on(
                new Outcome.Failed<>(
                        run.facts(), new Problem(why, why, null, false, true, retryAfter)));
    }

    Transcript failsForGood(String why) {
        return on(new Outcome.Failed<>(run.facts(), problem(why, false, false)));
    }

    Transcript undoRequested(Reason because) {
        return on(new Event.UndoRequested<>(because));
    }

    Transcript failsUnclear(String why) {
        return on(new Outcome.Failed<>(run.facts(), problem(why, true, true)));
    }

    Transcript strayed(String... keys) {
        return on(new Event.Strayed<>(Set.of(keys)));
    }

    Transcript retryRequested() {
        return on(new Event.RetryRequested<>("demo"));
    }

    Transcript later(Duration time) {
        now = now.plus(time);
        return this;
    }

    // what is decided

    Transcript performs(String step) {
        return performs(step, Duration.ZERO);
    }

    Transcript performs(String step, Duration pause) {
        assertThat(action).isEqualTo(new Perform<>(step, now.plus(pause)));
        return this;
    }

    Transcript sends(String... keys) {
        assertThat(action)
                .isInstanceOfSatisfying(
                        Send.class, send -> assertThat(send.keys()).isEqualTo(Set.of(keys)));
        return this;
    }

    Transcript undoes(String step) {
        return undoes(step, Duration.ZERO);
    }

    Transcript undoes(String step, Duration pause) {
        assertThat(action).isEqualTo(new Undo<>(step, now.plus(pause)));
        return this;
    }

    Transcript looksAgain(Duration pause) {
        assertThat(action).isEqualTo(new LookAgain<>(now.plus(pause)));
        return this;
    }

    Transcript doesNothing() {
        assertThat(action).isEqualTo(new Nothing<>());
        return this;
    }

    Transcript ends(Class<? extends Phase.Finished> how) {
        assertThat(run.phase()).isInstanceOf(how);
        assertThat(run.finished()).isTrue();
        return this;
    }

    Instant now() {
        return now;
    }

    Run<String> run() {
        return run;
    }

    List<String> told() {
        return told;
    }

    List<StepState.Status> statuses() {
        return run.steps().stream().map(StepState::status).toList();
    }

    private Transcript on(Event<String> event) {
        var decision = decider.decide(run, event, now);
        assertThat(decision.run().version())
                .isEqualTo(run.version() + (decision.changed() ? 1 : 0));
        run = decision.run();
        action = decision.action();
        if (action instanceof Send<String> sending) {
            again = sending.again();
        }
        decision.entries().forEach(entry -> told.add(entry.message()));
        return this;
    }

    private static Problem problem(String why, boolean mayHaveHappened, boolean mayPass) {
        return new Problem(why, why, null, mayHaveHappened, mayPass, null);
    }

    private static Step<String> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<String> perform(Run<String> run) {
                return run.done();
            }
        };
    }
}
