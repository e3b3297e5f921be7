package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Registers the image under an id that was chosen and stored before the call. By that id alone it
 * is known later: its properties are copied into images of others.
 */
record RegisterImage(Images images, MappingText mappingText, Supplier<UUID> ids)
        implements Step<ServerSnapshot> {

    @Override
    public String name() {
        return "register-image";
    }

    @Override
    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
        var known = run.facts();
        var image = known.image();
        if (image == null) {
            return register(run, underNewId(known));
        }
        if (run.wasAsked(key(image.id())) && isOurs(image.id(), known)) {
            return new Outcome.Done<>(known, "image %s was registered".formatted(image.id()));
        }
        return register(run, known);
    }

    @Override
    public Outcome<ServerSnapshot> undo(Run<ServerSnapshot> run) {
        var own = run.facts().image();
        if (own == null) {
            return run.done();
        }
        var id = own.id();
        var image = images.find(id);
        if (image.isEmpty()) {
            var gone = run.facts().as(new OwnImage(id, own.strategy(), true));
            return run.mayStillAppear(key(id))
                    ? new Outcome.NotYet<>(run.facts(), run.pauseToSettle())
                    : new Outcome.Done<>(gone, "image %s is gone".formatted(id));
        }
        if (image.get().isProtected()) {
            throw new Trouble(
                    ProblemType.IMAGE_LEFT.refusal(
                            "Image %s is protected. Take the protection off (openstack image set --unprotected %s), then delete again."
                                    .formatted(id, id)));
        }
        images.delete(id);
        return new Outcome.NotYet<>(run.facts(), run.pauseBetweenLooks());
    }

    private Outcome<ServerSnapshot> register(Run<ServerSnapshot> run, ServerSnapshot facts) {
        var image = newImage(facts);
        return run.ask(
                facts,
                Set.of(key(image.id())),
                () ->
                        switch (images.register(image)) {
                            case CREATED -> registered(facts);
                            case ID_TAKEN ->
                                    isOurs(image.id(), facts)
                                            ? registered(facts)
                                            : new Outcome.NotYet<>(
                                                    underNewId(facts), Duration.ZERO);
                        });
    }

    /** Glance never takes an id twice, not even that of a deleted image. */
    private ServerSnapshot underNewId(ServerSnapshot facts) {
        return facts.as(new OwnImage(ids.get().toString(), Strategy.EMPTY_UPLOAD, false));
    }

    private static Outcome<ServerSnapshot> registered(ServerSnapshot facts) {
        return new Outcome.Done<>(facts, "registered image %s".formatted(facts.imageId()));
    }

    /** Whether the image under this id is the one that we sent. */
    private boolean isOurs(String id, ServerSnapshot facts) {
        return images.find(id)
                .map(image -> image.properties().get(ImageProperties.MAPPING))
                .filter(mappingText.of(facts)::equals)
                .isPresent();
    }

    private NewImage newImage(ServerSnapshot facts) {
        var id = Objects.requireNonNull(facts.imageId(), "the image's id is stored first");
        var root = facts.volumes().getFirst();
        var properties = new TreeMap<>(facts.properties());
        properties.put(ImageProperties.MAPPING, mappingText.of(facts));
        return new NewImage(
                id, facts.name(), facts.request().visibility(), root.sizeGib(), 0, properties);
    }

    private static String key(String imageId) {
        return "image:" + imageId;
    }
}
