package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Carries on runs of one plan, turn by turn, on a clock that jumps to whatever is due next. */
final class Acts<F> {

    private final Plan<F> plan;
    private final Decider<F> decider;
    private final Runs<F> runs;
    private final StageClock clock;
    private final Runner<F> runner;

    Acts(Plan<F> plan, Patience patience, Runs<F> runs, StageClock clock) {
        this.plan = plan;
        this.decider = new Decider<>(plan, patience);
        this.runs = runs;
        this.clock = clock;
        this.runner = worker(runs);
    }

    /** Another worker, that may see other runs than there are. */
    Runner<F> worker(Runs<F> runs) {
        return new Runner<>(plan, decider, runs, clock);
    }

    Run<F> toItsEnd(Run<F> run) {
        return until(run, Phase.Finished.class);
    }

    /** Carried on, pause by pause, until it is in such a phase. */
    Run<F> until(Run<F> run, Class<? extends Phase> phase) {
        for (int i = 0; i < 10_000; i++) {
            var stored = stored(run);
            if (phase.isInstance(stored.phase())) {
                return stored;
            }
            step(run);
        }
        throw new AssertionError("never " + phase + ": " + stored(run));
    }

    /** Carried on, pause by pause, until it performs that step. */
    Run<F> until(Run<F> run, String step) {
        for (int i = 0; i < 10_000; i++) {
            if (stored(run).phase() instanceof Phase.Performing(var now, _) && now.equals(step)) {
                return stored(run);
            }
            step(run);
        }
        throw new AssertionError("never at " + step + ": " + stored(run));
    }

    /** One turn of the runner; then the clock goes on to when the run is due again. */
    Run<F> step(Run<F> run) {
        runner.carryOut(run.id()).due().ifPresent(clock::jump);
        return stored(run);
    }

    /** A single action, by a worker that dies after it has stored what came of it. */
    Run<F> act(Run<F> run) {
        var next = decided(stored(run), new Event.Woken<>());
        if (!dueAt(next.action()).isAfter(clock.instant())) {
            next = decided(next.run(), performed(next));
        }
        if (next.action() instanceof Action.Send(var keys, var again, var send)) {
            next = decided(next.run(), new Event.Answered<>(keys, again, told(next.run(), send)));
        }
        clock.jump(dueAt(next.action()));
        return next.run();
    }

    private Outcome<F> performed(Decision<F> decision) {
        var run = decision.run();
        return told(
                run,
                () ->
                        switch (decision.action()) {
                            case Action.Perform(var step, _) -> plan.step(step).perform(run);
                            case Action.Undo(var step, _) -> plan.step(step).undo(run);
                            case Action.LookAgain<F> _ -> plan.lookAgain().perform(run);
                            default -> throw new AssertionError(decision.action());
                        });
    }

    private Outcome<F> told(Run<F> run, Supplier<Outcome<F>> work) {
        try {
            return work.get();
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(run.facts(), trouble.problem());
        }
    }

    private Instant dueAt(Action<?> action) {
        return switch (action) {
            case Action.Perform(_, var at) -> at;
            case Action.Undo(_, var at) -> at;
            case Action.LookAgain(var at) -> at;
            case Action.Send<?> _, Action.Nothing<?> _ -> clock.instant();
        };
    }

    /** The worker stores what it asks for, perhaps sends it, and dies. */
    void dieWhileSending(Run<F> run, boolean afterSending) {
        var step = ((Phase.Performing) run.phase()).step();
        var ask = (Outcome.Ask<F>) plan.step(step).perform(run);
        assertThat(runs.store(decider.decide(run, ask, clock.instant()))).isTrue();
        if (afterSending) {
            assertThat(ask.send().get()).isInstanceOf(Outcome.Done.class);
        }
    }

    /** Carried on until it is about to change the cloud; there the worker dies. */
    Run<F> dieAtTheNextChange(Run<F> run, boolean afterSending) {
        for (int i = 0; i < 1000; i++) {
            var woken = decided(stored(run), new Event.Woken<>());
            var step = ((Phase.Performing) woken.run().phase()).step();
            var next = decided(woken.run(), plan.step(step).perform(woken.run()));
            switch (next.action()) {
                case Action.Send<F> sending -> {
                    if (afterSending) {
                        assertThat(sending.send().get()).isNotNull();
                    }
                    return stored(run);
                }
                case Action.Perform<F>(_, var at) -> clock.jump(at);
                default -> throw new AssertionError(next.action());
            }
        }
        throw new AssertionError("never changes the cloud: " + stored(run));
    }

    private Decision<F> decided(Run<F> run, Event<F> event) {
        var decision = decider.decide(run, event, clock.instant());
        if (decision.changed()) {
            assertThat(runs.store(decision)).isTrue();
        }
        return decision;
    }

    /** The last look at an ended run, with all the looks that it takes. */
    Run<F> lookAgain(Run<F> run) {
        var due = stored(run).times().lookAgain();
        assertThat(due).isNotNull();
        for (int i = 0; i < 10_000 && Objects.equals(due, stored(run).times().lookAgain()); i++) {
            step(run);
        }
        assertThat(stored(run).times().lookAgain()).isNotEqualTo(due);
        return stored(run);
    }

    void cancel(Run<F> run) {
        decided(stored(run), new Event.UndoRequested<>(new Reason.Cancelled("demo")));
    }

    /** Someone who was taken for dead has done something after all. */
    void stray(Run<F> run) {
        decided(stored(run), new Event.Strayed<>(Set.of("something")));
    }

    Run<F> stored(Run<F> run) {
        return runs.find(run.id()).orElseThrow();
    }

    List<String> story(Run<F> run) {
        return runs.entries(run.id(), 0).stream()
                .map(line -> line.entry().step() + ": " + line.entry().message())
                .toList();
    }
}
