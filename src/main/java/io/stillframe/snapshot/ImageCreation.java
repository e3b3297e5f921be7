package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows about the image that it makes out of any block devices, or of data elsewhere.
 *
 * @param rootDisk null until the mapping was checked, and for a root that is no volume snapshot
 * @param image null until its id is chosen, which is before it is registered
 * @param climb how far the image has come on its way to be active
 */
public record ImageCreation(
        ImageRequest request,
        @Nullable RootDisk rootDisk,
        @Nullable OwnImage image,
        Climb climb,
        List<String> warnings)
        implements OneImage<ImageCreation> {

    public ImageCreation {
        warnings = List.copyOf(warnings);
    }

    public static ImageCreation of(ImageRequest request) {
        return new ImageCreation(request, null, null, Climb.NOT_BEGUN, List.of());
    }

    /** To begin again with; only what may still appear of this try is kept in mind. */
    ImageCreation again() {
        var given = image == null ? climb : climb.givingUp(image.id());
        return new ImageCreation(request, null, null, Climb.NOT_BEGUN.after(given), List.of());
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public Strategy strategy() {
        return request.strategy();
    }

    @Override
    public String origin() {
        return "an image of block devices";
    }

    @Override
    public boolean hasRootWithoutLocation() {
        return true;
    }

    @Override
    public NewImage newImage(String id, MappingText text) {
        var properties = new TreeMap<>(request.properties());
        if (!request.mapping().isEmpty()) {
            properties.put(ImageProperties.MAPPING, text.of(request.mapping()));
            properties.put("bdm_v2", "True");
        }
        return new NewImage(
                id,
                request.name(),
                request.visibility(),
                request.minDisk(),
                request.minRam(),
                properties,
                request.external());
    }

    @Override
    public NewImage sample(String id, MappingText text) {
        return newImage(id, text);
    }

    ImageCreation checked(@Nullable RootDisk rootDisk) {
        return new ImageCreation(request, rootDisk, image, climb, warnings);
    }

    @Override
    public ImageCreation as(@Nullable OwnImage image) {
        return new ImageCreation(request, rootDisk, image, climb, warnings);
    }

    @Override
    public ImageCreation at(Climb climb) {
        return new ImageCreation(request, rootDisk, image, climb, warnings);
    }

    @Override
    public ImageCreation warned(Collection<String> more) {
        var all = new ArrayList<>(warnings);
        more.stream().filter(warning -> !warnings.contains(warning)).forEach(all::add);
        return new ImageCreation(request, rootDisk, image, climb, all);
    }

    boolean leavesSomething() {
        return !left("").isEmpty();
    }

    /** What was made and is still there, as far as we know. */
    public List<Leftover> left(String why) {
        var own =
                image != null && !image.deleted() ? Stream.of(image.id()) : Stream.<String>empty();
        var images = Stream.concat(own, Stream.ofNullable(climb.lateImage()));
        var volumes = Stream.concat(Stream.ofNullable(climb.volumeId()), climb.seen().stream());
        return Stream.concat(
                        images.distinct().map(id -> new Leftover(Leftover.Kind.IMAGE, id, why)),
                        volumes.distinct()
                                .map(id -> new Leftover(Leftover.Kind.IMAGE_VOLUME, id, why)))
                .toList();
    }

    /** What is no part of the result and is still there, as far as we know. */
    List<Leftover> superfluous(String why) {
        return Stream.concat(
                        Stream.ofNullable(climb.lateImage())
                                .map(id -> new Leftover(Leftover.Kind.IMAGE, id, why)),
                        climb.seen().stream()
                                .filter(id -> !id.equals(climb.volumeId()))
                                .map(id -> new Leftover(Leftover.Kind.IMAGE_VOLUME, id, why)))
                .toList();
    }
}
