package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed;
import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Images.Change;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.V1Images;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Glance, in whichever versions it is offered. */
final class SimulatedImages implements Images {

    private static final Set<Integer> CLOSED = Set.of(403, 404, 405, 501);

    private final World world;
    private final Wire wire;
    private final Caller caller;
    private final Custody custody;

    /** At work; empty where nobody is held to the rules for runs. */
    private final Supplier<Optional<UUID>> run;

    SimulatedImages(Scene scene, Wire wire, Supplier<Optional<UUID>> run) {
        this.world = scene.world();
        this.caller = scene.caller();
        this.custody = scene.custody();
        this.wire = wire;
        this.run = run;
    }

    @Override
    public Set<ImageApi> apis() {
        return switch (world.settings().glance()) {
            case BOTH -> EnumSet.allOf(ImageApi.class);
            case V1 -> EnumSet.of(ImageApi.V1);
            case V2 -> EnumSet.of(ImageApi.V2);
        };
    }

    private boolean offersV2() {
        return world.settings().glance() != Glance.V1;
    }

    @Override
    public Optional<Image> find(String id) {
        return wire.read(At.GLANCE, "read image " + id, () -> visible(id));
    }

    private Optional<Image> visible(String id) {
        return SimulatedCloud.found(() ->
                        offersV2()
                                ? world.images().visible(caller, id)
                                : world.v1Images().visible(caller, id))
                .map(this::image)
                .filter(image -> image.status() != Image.Status.DELETED);
    }

    private Image image(io.stillframe.sandbox.world.Image image) {
        return new Image(
                image.id(),
                image.name() == null ? "" : image.name(),
                image.owner(),
                Image.Status.of(image.status()),
                visibility(image),
                image.isProtected(),
                image.size(),
                image.minDisk(),
                image.minRam(),
                image.createdAt(),
                image.updatedAt(),
                image.properties());
    }

    /** Version 1 knows only two. */
    private String visibility(io.stillframe.sandbox.world.Image image) {
        return offersV2() || image.visibility().equals("public") ? image.visibility() : "private";
    }

    private void requireOffered(ImageApi api) {
        if (!apis().contains(api)) {
            throw unavailable("Glance does not offer %s of the Image API here.".formatted(api));
        }
    }

    private static Trouble unavailable(String why) {
        return new Trouble(ProblemType.STRATEGY_UNAVAILABLE.refusal(why));
    }

    @Override
    public Registered register(NewImage image) {
        requireOffered(ImageApi.V2);
        return registered(image, () -> world.images().create(caller, attributes(image)));
    }

    private static Map<String, Object> attributes(NewImage image) {
        var attributes = new HashMap<String, Object>(image.properties());
        attributes.put("id", image.id());
        attributes.put("name", image.name());
        attributes.put("visibility", image.visibility());
        attributes.put("disk_format", "raw");
        attributes.put("container_format", "bare");
        attributes.put("min_disk", image.minDisk());
        attributes.put("min_ram", image.minRam());
        return attributes;
    }

    @Override
    public Registered registerActive(NewImage image) {
        requireOffered(ImageApi.V1);
        objection(image, ImageApi.V1)
                .ifPresent(why -> {
                    throw unavailable(why);
                });
        return registered(image, () -> world.v1Images().create(caller, wish(image)));
    }

    private static V1Images.Wish wish(NewImage image) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("id", image.id());
        fields.put("name", image.name());
        fields.put("is_public", image.visibility().equals("public") ? "True" : "False");
        fields.put("size", "0");
        fields.put("min_disk", String.valueOf(image.minDisk()));
        fields.put("min_ram", String.valueOf(image.minRam()));
        return new V1Images.Wish(fields, Map.copyOf(image.properties()), null, null);
    }

    private Registered registered(NewImage image, Runnable create) {
        var whose = run.get();
        return wire.change(
                At.GLANCE,
                "register image " + image.id(),
                () -> whose.ifPresent(own -> requireThatItMayBe(image, own)),
                () -> {
                    try {
                        create.run();
                    } catch (Refused refused) {
                        if (refused.status() == 409) {
                            custody.isTaken(image.id());
                            return Registered.ID_TAKEN;
                        }
                        throw refused;
                    }
                    whose.ifPresent(own -> custody.registeredImage(image.id(), own));
                    return Registered.CREATED;
                });
    }

    private void requireThatItMayBe(NewImage image, UUID own) {
        Custody.require(
                image.visibility().equals("private"),
                "image %s is registered as %s",
                image.id(),
                image.visibility());
        custody.mayCreate(own);
        custody.mayRegister(image.id(), own);
    }

    @Override
    public Optional<String> objection(NewImage image, ImageApi api) {
        return Diagnosed.objection(image, api);
    }

    @Override
    public Page list(ImageFilter filter, int limit, @Nullable String marker) {
        var purpose = "list the images";
        return wire.read(
                At.GLANCE,
                purpose,
                () -> {
                    var found = after(purpose, marker).map(this::image).filter(filter::wants);
                    var page = found.limit(limit + 1L).toList();
                    return new Page(page.stream().limit(limit).toList(), page.size() > limit);
                });
    }

    private Stream<io.stillframe.sandbox.world.Image> after(
            String purpose, @Nullable String marker) {
        var all = world.images().all().stream();
        if (marker == null) {
            return all;
        }
        if (visible(marker).isEmpty()) {
            throw Diagnosed.answered(At.GLANCE, purpose, false, 400);
        }
        return all.dropWhile(image -> !image.id().equals(marker)).skip(1);
    }

    @Override
    public Optional<Image> change(String id, ImageChange change) {
        var now = find(id).orElse(null);
        if (now == null) {
            return Optional.empty();
        }
        var wanted = new SimulatedChange(now, change);
        if (wanted.isNothing()) {
            return Optional.of(now);
        }
        var api = offersV2() ? ImageApi.V2 : ImageApi.V1;
        Diagnosed.objection(now, change, api)
                .ifPresent(why -> {
                    throw new Trouble(ProblemType.UNSUPPORTED_BY_GLANCE.refusal(why));
                });
        return wire.change(
                At.GLANCE,
                "change image " + id,
                () -> {},
                () -> {
                    if (offersV2()) {
                        world.images().change(caller, id, wanted.patch());
                    } else {
                        world.v1Images().update(caller, id, wanted.wish(), true);
                    }
                    return visible(id);
                });
    }

    @Override
    public void uploadNothing(String id) {
        requireOffered(ImageApi.V2);
        wire.change(
                At.GLANCE,
                "upload nothing to image " + id,
                () -> run.get().ifPresent(own -> custody.mayUpload(id, own)),
                () -> {
                    try {
                        world.images().upload(caller, id, new byte[0]);
                    } catch (Refused refused) {
                        if (refused.status() != 409 || !isActive(id)) {
                            throw refused;
                        }
                    }
                    return true;
                });
    }

    private boolean isActive(String id) {
        return visible(id).filter(image -> image.status() == Image.Status.ACTIVE).isPresent();
    }

    /** By PATCH, and where that is closed, by the call that came with 2.17. */
    @Override
    public Added addLocation(String id, Location location) {
        requireOffered(ImageApi.V2);
        var url = location.url();
        try {
            var change =
                    new Change(
                            "add",
                            List.of("locations", "-"),
                            Map.of("url", url, "metadata", Map.of()));
            return located(
                    id, url, Added.DONE, () -> world.images().change(caller, id, List.of(change)));
        } catch (Trouble trouble) {
            var upstream = trouble.problem().upstream();
            if (world.settings().locations() != Locations.SERVICE_ONLY
                    || upstream == null
                    || !CLOSED.contains(upstream.status())) {
                throw trouble;
            }
            return located(
                    id,
                    url,
                    Added.ACCEPTED,
                    () ->
                            world.images()
                                    .addLocationLater(
                                            caller, id, Map.of("url", url), caller.isService()));
        }
    }

    private Added located(String id, String url, Added how, Runnable effect) {
        var sent = new AtomicBoolean();
        try {
            return wire.change(
                    At.GLANCE,
                    "add location %s to image %s (%s)".formatted(url, id, how),
                    () ->
                            run.get()
                                    .ifPresent(own -> {
                                        custody.mayLocate(id, url, own);
                                        custody.openLocations().asked(id, url);
                                        sent.set(true);
                                    }),
                    () -> {
                        effect.run();
                        if (how == Added.DONE) {
                            custody.openLocations().answered(id, url);
                        }
                        return how;
                    });
        } catch (Trouble trouble) {
            if (sent.get() && !trouble.problem().mayHaveHappened()) {
                custody.openLocations().answered(id, url);
            }
            throw trouble;
        }
    }

    @Override
    public void delete(String id) {
        wire.change(
                At.GLANCE,
                "delete image " + id,
                () -> run.get().ifPresent(own -> custody.mayDeleteImage(id, own)),
                () ->
                        SimulatedVolumes.gone(() -> {
                            if (offersV2()) {
                                world.images().delete(caller, id);
                            } else {
                                world.v1Images().delete(caller, id);
                            }
                        }));
    }
}
