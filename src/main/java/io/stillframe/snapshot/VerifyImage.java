package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;

/** Looks at the image before its creation is called done. */
record VerifyImage(ImageInPlace<ImageCreation> imageInPlace) implements Step<ImageCreation> {

    @Override
    public String name() {
        return "verify-image";
    }

    @Override
    public Outcome<ImageCreation> perform(Run<ImageCreation> run) {
        var seen = imageInPlace.look(run);
        var facts = seen.facts().warned(seen.removal().sentences());
        return seen.removal().underWay() || !seen.ready()
                ? new Outcome.NotYet<>(facts, run.pauseBetweenLooks())
                : new Outcome.Done<>(
                        facts.warned(seen.unmade()),
                        "image %s is active".formatted(seen.imageId()));
    }
}
