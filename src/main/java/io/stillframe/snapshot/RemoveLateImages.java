package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;

/** As {@link RemoveLateArrivals}, of a run that made nothing but an image. */
record RemoveLateImages(
        ImageVolumes<ImageCreation> imageVolumes, LateImages<ImageCreation> lateImages)
        implements Step<ImageCreation> {

    @Override
    public String name() {
        return "look-again";
    }

    @Override
    public Duration timeLimit(Patience patience) {
        return patience.stepLimit().plus(LateImages.SLOWEST_COPY);
    }

    @Override
    public Outcome<ImageCreation> perform(Run<ImageCreation> run) {
        var marked = imageVolumes.of(run);
        var facts = run.facts();
        var climb = facts.climb();
        return run.phase() instanceof Phase.Succeeded
                ? lateImages.removedBeside(
                        run.knowing(facts.at(climb.seeing(marked))), marked, Removal.NOTHING)
                : lateImages.removedAll(run.knowing(facts.at(climb.seeingAll(marked))), Run::done);
    }
}
