package io.stillframe.runner;

import io.stillframe.workflow.Action;
import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Nothing;
import io.stillframe.workflow.Action.Perform;
import io.stillframe.workflow.Action.Send;
import io.stillframe.workflow.Action.Undo;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is decided: stores first, acts second, and reports what came of it as the next
 * event.
 */
public final class Runner<F> {

    /**
     * How a run was put down.
     *
     * @param version the last one seen
     * @param due when it goes on; empty if never
     */
    record Rest(long version, Optional<Instant> due) {
        static final Rest GONE = new Rest(0, Optional.empty());
    }

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private final Plan<F> plan;
    private final Decider<F> decider;
    private final Runs<F> runs;
    private final InstantSource clock;

    public Runner(Plan<F> plan, Decider<F> decider, Runs<F> runs, InstantSource clock) {
        this.plan = plan;
        this.decider = decider;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * Works on the run until it has to wait or has ended. One that was changed by somebody else
     * meanwhile is read again.
     *
     * @return how it was put down
     */
    Rest carryOut(UUID id) {
        var run = runs.find(id).orElse(null);
        Event<F> event = new Event.Woken<>();
        while (run != null) {
            var decision = decider.decide(run, event, clock.instant());
            if (decision.changed() && !runs.store(decision)) {
                run = runs.find(id).orElse(null);
                event = new Event.Woken<>();
                continue;
            }
            run = decision.run();
            var due = dueAt(decision.action(), run.now());
            if (due.isEmpty() || due.get().isAfter(run.now())) {
                return new Rest(run.version(), due);
            }
            event = act(decision.action(), run);
        }
        return Rest.GONE;
    }

    /**
     * Whether the run was changed after it was put down: by somebody who could not wake it then.
     */
    boolean changedSince(Rest rest, UUID id) {
        return runs.find(id).map(run -> run.version() != rest.version()).orElse(false);
    }

    private static Optional<Instant> dueAt(Action<?> action, Instant now) {
        return switch (action) {
            case Perform(_, var at) -> Optional.of(at);
            case Undo(_, var at) -> Optional.of(at);
            case LookAgain(var at) -> Optional.of(at);
            case Send<?> _ -> Optional.of(now);
            case Nothing<?> _ -> Optional.empty();
        };
    }

    private Event<F> act(Action<F> action, Run<F> run) {
        return switch (action) {
            case Perform(var step, _) -> outcome(run, () -> plan.step(step).perform(run));
            case Undo(var step, _) -> outcome(run, () -> plan.step(step).undo(run));
            case LookAgain<F> _ -> outcome(run, () -> plan.lookAgain().perform(run));
            case Send(var keys, var send) -> new Event.Answered<>(keys, outcome(run, send));
            case Nothing<F> _ -> new Event.Woken<>();
        };
    }

    private Outcome<F> outcome(Run<F> run, Supplier<Outcome<F>> work) {
        try {
            return work.get();
        } catch (Trouble trouble) {
            return new Outcome.Failed<>(run.facts(), trouble.problem());
        } catch (RuntimeException mistake) {
            // a bug: said aloud once, and never retried into the night
            log.error("run {} met a mistake in {}", run.id(), run.phase(), mistake);
            var detail =
                    "Stillframe made a mistake (%s); its log says more."
                            .formatted(mistake.getClass().getSimpleName());
            return new Outcome.Failed<>(
                    run.facts(), new Problem("internal-error", detail, null, true, false, null));
        }
    }
}
