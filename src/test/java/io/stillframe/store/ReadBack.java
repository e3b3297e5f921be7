package io.stillframe.store;

import io.stillframe.workflow.Run;

/**
 * A run as the database gives it back: what does not survive being written as JSON, or comes back
 * as something else, is lost here, too.
 */
public final class ReadBack<F> {

    private final RunJson<F> json;

    public ReadBack(Class<F> factsType) {
        json = new RunJson<>(factsType);
    }

    public Run<F> of(Run<F> run) {
        return new Run<>(
                run.id(),
                run.plan(),
                run.owner(),
                run.subject(),
                run.requestId(),
                json.phase(json.writePhase(run.phase())),
                json.facts(json.write(run.facts())),
                json.asked(json.write(run.asked())),
                json.steps(json.write(run.steps())),
                run.times(),
                run.times().updated(),
                run.version());
    }
}
