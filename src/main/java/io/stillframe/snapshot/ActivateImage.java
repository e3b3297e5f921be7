package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Climbs the ladder until the image is active: a rung is left only after a definite refusal, and
 * what it made goes before the next begins.
 */
record ActivateImage<F extends OneImage<F>>(
        Images images,
        Registration<F> registration,
        AddLocation<F> addLocation,
        ImageVolumes<F> imageVolumes,
        TakeDown<F> takeDown)
        implements Step<F> {

    @Override
    public String name() {
        return "activate-image";
    }

    /** Making the image volume has a time of its own. */
    @Override
    public Duration timeLimit(Patience patience) {
        return patience.stepLimit().plus(imageVolumes.deadline());
    }

    @Override
    public Outcome<F> perform(Run<F> run) {
        var climb = run.facts().climb();
        if (climb.tidying()) {
            return takeDown.ofRungLeft(run);
        }
        if (climb.taken() != null) {
            return new Done<>(
                    run.facts(), "image %s was active at once".formatted(run.facts().imageId()));
        }
        var image = run.facts().image();
        if (image == null || !image.registered()) {
            // a rung that was left took its image with it
            return climbing(registration.perform(run));
        }
        return switch (climb.rung()) {
            case ROOT_SNAPSHOT ->
                    addLocation.of(addLocation.ofSnapshot(rootSnapshot(run.facts())), run);
            case PROBE_VOLUME, ROOT_VOLUME ->
                    imageVolumes.made(
                            run, id -> addLocation.of(addLocation.ofImageVolume(id), run));
            case EXTERNAL -> addLocation.of(external(image.id(), run.facts()), run);
            case EMPTY_UPLOAD -> uploaded(image.id(), run);
            case ZERO_SIZE, EXTERNAL_AT_ONCE ->
                    throw new IllegalStateException("registered, but not active");
        };
    }

    /** To be registered is not yet to be active. */
    private Outcome<F> climbing(Outcome<F> registered) {
        return switch (registered) {
            case Done(var facts, var note) -> new Outcome.NotYet<>(facts, Duration.ZERO, note);
            case Outcome.Ask(var facts, var keys, var send) ->
                    new Outcome.Ask<>(facts, keys, () -> climbing(send.get()));
            case Outcome.NotYet<F> _, Outcome.Failed<F> _ -> registered;
        };
    }

    private String rootSnapshot(F facts) {
        return Objects.requireNonNull(facts.rootDisk(), "the ladder starts with one")
                .knownSnapshotId();
    }

    private AddLocation.Place external(String id, F facts) {
        var data = registration.image(id, facts).external();
        return AddLocation.Place.elsewhere(
                Objects.requireNonNull(data, "the ladder starts with some"));
    }

    /** A lost reply is followed by looking, never by a second upload at once. */
    private Outcome<F> uploaded(String id, Run<F> run) {
        var facts = run.facts();
        var key = "activation:" + id;
        if (run.wasAsked(key)) {
            var status = images.find(id).map(Image::status).orElse(Image.Status.DELETED);
            if (status != Image.Status.QUEUED) {
                // whether that is what it must be is for the last step to say
                return new Done<>(
                        facts.at(facts.climb().arrived()),
                        "image %s is %s".formatted(id, status.word()));
            }
        }
        return run.ask(facts, Set.of(key), () -> upload(id, facts));
    }

    private Outcome<F> upload(String id, F facts) {
        try {
            images.uploadNothing(id);
        } catch (Trouble trouble) {
            var problem = trouble.problem();
            if (facts.climb().ahead().size() == 1 || !LeaveRung.isDefinite(problem)) {
                throw trouble;
            }
            // the image may not be what it was: another for the next rung
            return LeaveRung.gaveUp(facts, LeaveRung.because(Rung.EMPTY_UPLOAD, problem), problem);
        }
        return new Done<>(
                facts.at(facts.climb().arrived()),
                "activated image %s by an empty upload".formatted(id));
    }
}
