package io.stillframe.runner;

import io.stillframe.identity.Rights;
import io.stillframe.identity.RunRights;
import io.stillframe.workflow.Action;
import io.stillframe.workflow.Action.LookAgain;
import io.stillframe.workflow.Action.Nothing;
import io.stillframe.workflow.Action.Perform;
import io.stillframe.workflow.Action.Send;
import io.stillframe.workflow.Action.Undo;
import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Event.Answered;
import io.stillframe.workflow.Event.Strayed;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Ask;
import io.stillframe.workflow.Outcome.Failed;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.Change.Stored;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

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

    /** Never stored: a worker that was interrupted has not failed. */
    private static final Problem CUT_SHORT = Problem.busy("interrupted", "Stillframe is stopping.");

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private final Plan<F> plan;
    private final Decider<F> decider;
    private final Runs<F> runs;
    private final RunRights rights;
    private final InstantSource clock;
    private final Shares shares;
    private final Surroundings<F> surroundings;

    /** All with our own rights, and with nobody to share the workers with. */
    public Runner(Plan<F> plan, Decider<F> decider, Runs<F> runs, InstantSource clock) {
        this(
                plan,
                decider,
                runs,
                RunRights.OWN,
                clock,
                Shares.unlimited(clock),
                Surroundings::none);
    }

    /**
     * @param shares the same for the runners of all kinds
     */
    public Runner(
            Plan<F> plan,
            Decider<F> decider,
            Runs<F> runs,
            RunRights rights,
            InstantSource clock,
            Shares shares,
            Surroundings<F> surroundings) {
        this.plan = plan;
        this.decider = decider;
        this.runs = runs;
        this.rights = rights;
        this.clock = clock;
        this.shares = shares;
        this.surroundings = surroundings;
    }

    /** With nobody else who could take the run. */
    Rest carryOut(UUID id) {
        return carryOut(id, Turn.UNDISTURBED);
    }

    /**
     * Works on the run until it has to wait or has ended, or until the turn is over. A run that was
     * changed by somebody else meanwhile is read again. One whose owner has its share of the
     * workers already is put down at once.
     *
     * @return how it was put down
     */
    Rest carryOut(UUID id, Turn turn) {
        var run = find(id);
        return run == null
                ? Rest.GONE
                : shares.given(
                        run.owner(),
                        () -> surroundings.during(run, () -> carryOut(run, turn)),
                        again -> new Rest(run.version(), Optional.of(again)));
    }

    private Rest carryOut(Run<F> found, Turn turn) {
        var id = found.id();
        @Nullable Run<F> run = found;
        Event<F> event = new Event.Woken<>();
        while (run != null) {
            var decision = decider.decide(run, event, clock.instant());
            if (decision.changed() && !stored(decision, event)) {
                run = find(id);
                event = afterOthers(event);
                continue;
            }
            run = decision.run();
            var action = decision.action();
            var due = dueAt(action, run.now());
            if (due.isEmpty() || due.get().isAfter(run.now())) {
                return new Rest(run.version(), due);
            }
            // what was stored as asked for a moment ago is sent; else others would wait for it
            if (!turn.held() || (turn.ending() && !(action instanceof Send))) {
                return new Rest(run.version(), due);
            }
            var heard = heard(act(action, run, turn), turn);
            if (heard.isEmpty()) {
                return new Rest(run.version(), due);
            }
            event = heard.get();
        }
        return Rest.GONE;
    }

    private @Nullable Run<F> find(UUID id) {
        return DespiteInterrupts.get(() -> runs.find(id)).orElse(null);
    }

    /**
     * What has strayed is told from outside, so to speak: another worker may have the run, or it
     * may have ended, so that nobody would look at it.
     */
    private boolean stored(Decision<F> decision, Event<F> event) {
        return DespiteInterrupts.get(() ->
                event instanceof Strayed
                        ? runs.storeAndWake(decision) instanceof Stored
                        : runs.store(decision));
    }

    /** What is left of an event when the run was changed before it could be stored. */
    private static <F> Event<F> afterOthers(Event<F> event) {
        return switch (event) {
            case Answered(var keys, _, _) -> new Strayed<>(keys);
            case Strayed<F> strayed -> strayed;
            default -> new Event.Woken<>();
        };
    }

    /**
     * What came of an action, as far as it is to be decided on. A worker that was interrupted, or
     * that has lost the run, did not fail at its action; whoever goes on with the run performs it
     * again.
     */
    private static <F> Optional<Event<F>> heard(Event<F> event, Turn turn) {
        var interrupted = DespiteInterrupts.forget();
        return switch (event) {
            case Answered(var keys, _, Failed<F> _) when interrupted ->
                    Optional.of(new Strayed<>(keys));
            case Failed<F> _ when interrupted || !turn.held() -> Optional.empty();
            case Ask<F> _ when interrupted || turn.ending() || !turn.held() -> Optional.empty();
            default -> Optional.of(event);
        };
    }

    /**
     * Whether the run was changed after it was put down: by somebody who could not wake it then.
     */
    boolean changedSince(Rest rest, UUID id) {
        var run = find(id);
        return run != null && run.version() != rest.version();
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

    private Event<F> act(Action<F> action, Run<F> run, Turn turn) {
        return Claim.holding(turn::held, () -> act(action, run));
    }

    private Event<F> act(Action<F> action, Run<F> run) {
        return surroundings.during(run, () -> carriedOut(action, run));
    }

    private Event<F> carriedOut(Action<F> action, Run<F> run) {
        return switch (action) {
            case Perform(var step, _) -> outcome(run, () -> plan.step(step).perform(run));
            case Undo(var step, _) -> outcome(run, () -> plan.step(step).undo(run));
            case LookAgain<F> _ -> outcome(run, () -> plan.lookAgain().perform(run));
            case Send(var keys, var again, var send) ->
                    new Answered<>(keys, again, outcome(run, send));
            case Nothing<F> _ -> new Event.Woken<>();
        };
    }

    private Outcome<F> outcome(Run<F> run, Supplier<Outcome<F>> work) {
        try {
            return Rights.using(rights.of(run.id(), run.owner()), work);
        } catch (Trouble trouble) {
            return new Failed<>(run.facts(), trouble.problem());
        } catch (DataAccessException | TransactionException database) {
            throw database; // away for all runs alike: this one goes on when it is back
        } catch (RuntimeException mistake) {
            if (Thread.currentThread().isInterrupted()) {
                return new Failed<>(run.facts(), CUT_SHORT);
            }
            // a bug: said aloud once, and never retried into the night
            log.error("run {} met a mistake in {}", run.id(), run.phase(), mistake);
            var detail =
                    "Stillframe made a mistake (%s); its log says more."
                            .formatted(mistake.getClass().getSimpleName());
            return new Failed<>(
                    run.facts(), new Problem("internal-error", detail, null, true, false, null));
        }
    }
}
