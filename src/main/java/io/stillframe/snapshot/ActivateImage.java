package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.util.Objects;
import java.util.Set;

/**
 * Makes the queued image active by an upload of nothing. A lost reply is followed by looking, never
 * by a second upload at once.
 */
record ActivateImage(Images images) implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "activate-image";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var facts = run.facts();
        var id = Objects.requireNonNull(facts.imageId(), "registered before it is activated");
        var key = "activation:" + id;
        if (run.wasAsked(key)) {
            var status = images.find(id).map(Image::status).orElse(Image.Status.DELETED);
            if (status != Image.Status.QUEUED) {
                // whether that is what it must be is for the last step to say
                return new Outcome.Done<>(facts, "image %s is %s".formatted(id, status.word()));
            }
        }
        return run.ask(
                facts,
                Set.of(key),
                () -> {
                    images.uploadNothing(id);
                    return new Outcome.Done<>(
                            facts, "activated image %s by an empty upload".formatted(id));
                });
    }
}
