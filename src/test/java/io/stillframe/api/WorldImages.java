package io.stillframe.api;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The images of the {@link World}, in a Glance that takes no locations of ours but {@code http}.
 */
record WorldImages(
        Map<String, Image> images, Set<ImageApi> glance, Runnable called, Runnable beforeDeleting)
        implements Images {

    private static final Comparator<Image> NEWEST_FIRST =
            Comparator.comparing(Image::createdAt).reversed().thenComparing(Image::id);

    @Override
    public Optional<Image> find(String id) {
        called.run();
        return Optional.ofNullable(images.get(id));
    }

    @Override
    public Registered register(NewImage image) {
        called.run();
        images.put(
                image.id(),
                new Image(
                        image.id(),
                        image.name(),
                        World.PROJECT,
                        Image.Status.QUEUED,
                        image.visibility(),
                        false,
                        null,
                        image.minDisk(),
                        image.minRam(),
                        Instant.parse("2026-11-22T13:05:01Z"),
                        Instant.parse("2026-11-22T13:05:01Z"),
                        image.properties()));
        return Registered.CREATED;
    }

    @Override
    public Set<ImageApi> apis() {
        return Set.copyOf(glance);
    }

    @Override
    public Registered registerActive(NewImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page list(ImageFilter filter, int limit, @Nullable String marker) {
        called.run();
        if (marker != null && !images.containsKey(marker)) {
            throw refused(400, "GET");
        }
        var all = images.values().stream().filter(filter::wants).sorted(NEWEST_FIRST).toList();
        var from = all.stream().map(Image::id).toList().indexOf(marker) + 1;
        return new Page(all.stream().skip(from).limit(limit).toList(), from + limit < all.size());
    }

    @Override
    public Optional<Image> change(String id, ImageChange change) {
        called.run();
        return Optional.ofNullable(
                images.computeIfPresent(
                        id,
                        (_, image) ->
                                new Image(
                                        image.id(),
                                        or(change.name(), image.name()),
                                        image.projectId(),
                                        image.status(),
                                        or(change.visibility(), image.visibility()),
                                        or(change.isProtected(), image.isProtected()),
                                        image.size(),
                                        or(change.minDisk(), image.minDisk()),
                                        or(change.minRam(), image.minRam()),
                                        image.createdAt(),
                                        image.updatedAt(),
                                        change.properties().appliedTo(image.properties()))));
    }

    @Override
    public Optional<String> objection(NewImage image, ImageApi api) {
        return Optional.empty();
    }

    @Override
    public Added addLocation(String id, Location location) {
        called.run();
        if (!location.url().startsWith("http")) {
            throw refused(403, "PATCH");
        }
        activate(id, 10_737_418_240L);
        return Added.DONE;
    }

    @Override
    public void uploadNothing(String id) {
        called.run();
        activate(id, 0);
    }

    @Override
    public void delete(String id) {
        called.run();
        beforeDeleting.run();
        var image = images.get(id);
        if (image != null && image.isProtected()) {
            throw refused(403, "DELETE");
        }
        images.remove(id);
    }

    private void activate(String id, long size) {
        var image = Objects.requireNonNull(images.get(id));
        images.put(
                id,
                new Image(
                        image.id(),
                        image.name(),
                        image.projectId(),
                        Image.Status.ACTIVE,
                        image.visibility(),
                        image.isProtected(),
                        size,
                        image.minDisk(),
                        image.minRam(),
                        image.createdAt(),
                        image.updatedAt(),
                        image.properties()));
    }

    private static <T> T or(@Nullable T asked, T now) {
        return asked == null ? now : asked;
    }

    private static Trouble refused(int status, String method) {
        return new Trouble(
                new Problem(
                        status == 403 ? "cloud-forbidden" : "cloud-refused",
                        "Glance answered %d.".formatted(status),
                        new Problem.Upstream(
                                "glance", method, "http://glance/v2", status, "req-1", "no"),
                        false,
                        false,
                        null));
    }
}
