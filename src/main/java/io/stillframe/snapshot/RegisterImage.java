package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;

/** Registers the image for the first rung of the ladder that lets it. */
record RegisterImage<F extends OneImage<F>>(Registration<F> registration, TakeDown<F> takeDown)
        implements Step<F> {

    @Override
    public String name() {
        return "register-image";
    }

    @Override
    public Outcome<F> perform(Run<F> run) {
        return run.facts().climb().tidying() ? takeDown.ofRungLeft(run) : registration.perform(run);
    }

    /** Undoing may have to wait until a volume is made before it can be deleted. */
    @Override
    public Duration timeLimit(Patience patience) {
        return patience.stepLimit().plus(takeDown.imageVolumes().deadline());
    }

    /** The image, and what was made to be its location. */
    @Override
    public Outcome<F> undo(Run<F> run) {
        return takeDown.ofAll(run);
    }
}
