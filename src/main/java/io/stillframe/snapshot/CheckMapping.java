package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;

/** To be replaced by the helper's. */
record CheckMapping(Servers servers, Volumes volumes, Images images)
        implements Step<ImageCreation> {

    @Override
    public String name() {
        return "check-mapping";
    }

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome<ImageCreation> perform(Run<ImageCreation> run) {
        return new Outcome.Done<>(run.facts().checked(null));
    }
}
