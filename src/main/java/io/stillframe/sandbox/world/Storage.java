package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Fault.Effect;
import java.time.Duration;
import java.util.function.Consumer;

/** What lies behind Cinder: takes its time, and fails, hangs or is busy when a fault says so. */
final class Storage {

    sealed interface Outcome {
        record Done() implements Outcome {}

        record Failed(String why) implements Outcome {}

        record IsBusy() implements Outcome {}
    }

    private final Agenda agenda;
    private final Faults faults;

    Storage(Agenda agenda, Faults faults) {
        this.agenda = agenda;
        this.faults = faults;
    }

    void carryOut(String operation, Duration delay, String subject, Consumer<Outcome> then) {
        faults.strike("storage", operation, subject)
                .ifPresentOrElse(
                        strike -> carryOut(strike, delay, then),
                        () -> agenda.after(delay, () -> then.accept(new Outcome.Done())));
    }

    private void carryOut(Faults.Strike strike, Duration delay, Consumer<Outcome> then) {
        switch (strike.fault().effect()) {
            case Effect.Slow(var more) ->
                    agenda.after(delay.plus(more), () -> then.accept(new Outcome.Done()));
            case Effect.Fail(var why) ->
                    agenda.after(delay, () -> then.accept(new Outcome.Failed(why)));
            case Effect.Busy() -> agenda.after(delay, () -> then.accept(new Outcome.IsBusy()));
            case Effect.Hang() -> agenda.after(delay, () -> finishWhenReleased(strike, then));
            case Effect.Refuse _, Effect.LoseReply _, Effect.ActLate _ ->
                    throw new IllegalStateException(
                            "a fault of calls, not of storage: " + strike.fault());
        }
    }

    private void finishWhenReleased(Faults.Strike strike, Consumer<Outcome> then) {
        if (strike.isStillInForce()) {
            agenda.whenNextLookedAt(() -> finishWhenReleased(strike, then));
        } else {
            then.accept(new Outcome.Done());
        }
    }
}
