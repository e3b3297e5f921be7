package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Registers the image of the present rung under an id that was chosen and stored before the call.
 * By that id alone it is known later: its properties are copied into images of others.
 */
record Registration<F extends OneImage<F>>(
        Images images, MappingText mappingText, Supplier<UUID> ids) {

    static String key(String imageId) {
        return "image:" + imageId;
    }

    /** Done once it is registered; with version 1 it is active then, too. */
    Outcome<F> perform(Run<F> run) {
        var known = run.facts();
        var image = known.image();
        if (image == null || image.deleted()) {
            return register(run, underNewId(known));
        }
        if (image.registered()) {
            return run.done();
        }
        if (run.wasAsked(key(image.id())) && isOurs(image.id(), known)) {
            return new Outcome.Done<>(
                    registered(known), "image %s was registered".formatted(image.id()));
        }
        return register(run, known);
    }

    private Outcome<F> register(Run<F> run, F facts) {
        var id = Objects.requireNonNull(facts.imageId(), "the image's id is stored first");
        var image = image(id, facts);
        var askedBefore = run.wasAsked(key(id));
        return run.ask(facts, Set.of(key(id)), () -> send(facts, image, askedBefore));
    }

    private Outcome<F> send(F facts, NewImage image, boolean askedBefore) {
        var rung = facts.climb().rung();
        try {
            return switch (rung.api() == ImageApi.V1
                    ? images.registerActive(image)
                    : images.register(image)) {
                case CREATED -> done(facts);
                case ID_TAKEN -> {
                    if (isOurs(image.id(), facts)) {
                        yield done(facts);
                    }
                    // at the first time of asking, what has the id is certainly not ours
                    var free = askedBefore ? underNewId(facts) : facts.as(newImage());
                    yield new Outcome.NotYet<>(free, Duration.ZERO);
                }
            };
        } catch (Trouble trouble) {
            if (rung.api() != ImageApi.V1 || !LeaveRung.isDefinite(trouble.problem())) {
                throw trouble;
            }
            // it may have made the image all the same; the next rung is of v2, and takes another id
            return LeaveRung.refused(
                    facts, LeaveRung.because(rung, trouble.problem()), trouble.problem());
        }
    }

    private Outcome<F> done(F facts) {
        return new Outcome.Done<>(
                registered(facts), "registered image %s".formatted(facts.imageId()));
    }

    private F registered(F facts) {
        var image = Objects.requireNonNull(facts.image(), "its id is chosen first");
        var there = facts.as(image.there());
        return facts.climb().rung().api() == ImageApi.V1
                ? there.at(facts.climb().arrived())
                : there;
    }

    /** Glance never takes an id twice, not even that of a deleted image. */
    private F underNewId(F facts) {
        var former = facts.imageId();
        var free = former == null ? facts : facts.givingUp(former);
        return free.as(newImage());
    }

    NewImage image(String id, F facts) {
        return facts.newImage(id, mappingText);
    }

    private OwnImage newImage() {
        return OwnImage.under(ids.get());
    }

    /** Whether the image under this id is the one that we sent. */
    private boolean isOurs(String id, F facts) {
        return images.find(id).filter(image -> hasTheMappingSent(image, facts)).isPresent();
    }

    boolean hasTheMappingSent(Image image, F facts) {
        var sent = image(image.id(), facts).properties().get(ImageProperties.MAPPING);
        return Objects.equals(sent, image.properties().get(ImageProperties.MAPPING));
    }
}
