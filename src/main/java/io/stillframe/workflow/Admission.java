package io.stillframe.workflow;

import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Phase.Performing;
import java.util.ArrayList;

/**
 * Performs the first steps of a run that only look, before the run is stored: what cannot work is
 * refused at once, and a dry run ends here.
 */
public final class Admission<F> {

    private final Plan<F> plan;
    private final Decider<F> decider;

    public Admission(Plan<F> plan, Decider<F> decider) {
        this.plan = plan;
        this.decider = decider;
    }

    /**
     * @return the run at its first step that does more than look, to be stored as new
     * @throws Trouble if a step refuses, or cannot look at the moment
     */
    public Decision<F> admit(Run<F> run) {
        var entries = new ArrayList<Entry>();
        var admitted = run;
        while (admitted.phase() instanceof Performing(String name, _)
                && plan.step(name).onlyLooks()) {
            var outcome = plan.step(name).perform(admitted);
            if (outcome instanceof Outcome.Failed<F>(_, var problem)) {
                throw new Trouble(problem);
            }
            var decision = decider.decide(admitted, outcome, admitted.now());
            entries.addAll(decision.entries());
            admitted = decision.run();
        }
        return Decision.first(admitted, entries);
    }
}
