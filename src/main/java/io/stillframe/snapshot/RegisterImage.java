package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.util.Map;
import java.util.Optional;
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
        if (known.imageId() == null) {
            return register(run, known.asImage(ids.get().toString(), Strategy.EMPTY_UPLOAD));
        }
        if (run.wasAsked(key(known.imageId())) && ours(known).isPresent()) {
            return new Outcome.Done<>(known, "image %s was registered".formatted(known.imageId()));
        }
        return register(run, known);
    }

    @Override
    public Outcome<ServerSnapshot> undo(Run<ServerSnapshot> run) {
        var id = run.facts().imageId();
        if (id == null) {
            return run.done();
        }
        var image = images.find(id);
        if (image.isEmpty()) {
            return run.mayStillAppear(key(id))
                    ? new Outcome.NotYet<>(run.facts(), run.pauseToSettle())
                    : new Outcome.Done<>(
                            run.facts().withoutImage(), "image %s is gone".formatted(id));
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
        var image = image(facts);
        return run.ask(
                facts,
                Set.of(key(image.id())),
                () ->
                        switch (images.register(image)) {
                            case CREATED -> registered(facts);
                            case ID_TAKEN ->
                                    ours(facts).isPresent()
                                            ? registered(facts)
                                            : underAnotherId(facts);
                        });
    }

    /**
     * Glance never takes an id twice, not even that of a deleted image; a new one is stored before
     * it is used.
     */
    private Outcome<ServerSnapshot> underAnotherId(ServerSnapshot facts) {
        return new Outcome.NotYet<>(
                facts.asImage(ids.get().toString(), Strategy.EMPTY_UPLOAD),
                java.time.Duration.ZERO);
    }

    private static Outcome<ServerSnapshot> registered(ServerSnapshot facts) {
        return new Outcome.Done<>(facts, "registered image %s".formatted(facts.imageId()));
    }

    /** The image under our id, if it is the one that we sent. */
    private Optional<Image> ours(ServerSnapshot facts) {
        return Optional.ofNullable(facts.imageId())
                .flatMap(images::find)
                .filter(image ->
                        mappingText
                                .of(facts)
                                .equals(image.properties().get(ImageProperties.MAPPING)));
    }

    private NewImage image(ServerSnapshot facts) {
        var root = facts.volumes().getFirst();
        var id =
                java.util.Objects.requireNonNull(facts.imageId(), "the image's id is stored first");
        Map<String, String> properties = new TreeMap<>(facts.properties());
        properties.put(ImageProperties.MAPPING, mappingText.of(facts));
        return new NewImage(
                id, facts.name(), facts.request().visibility(), root.sizeGib(), properties);
    }

    private static String key(String imageId) {
        return "image:" + imageId;
    }
}
