package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Web.Look;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Glance's rules about images as version 1 of its API has them. It inserts first and validates
 * afterwards, so a refusal may leave an image behind.
 */
public final class V1Images {

    /** Data as it came with a request: it may well be empty. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Data(byte[] bytes, @Nullable String contentType) {}

    /** An image as somebody wants it, all of it in words. */
    public record Wish(
            Map<String, @Nullable String> fields,
            Map<String, @Nullable String> properties,
            @Nullable String copyFrom,
            @Nullable Data data) {

        private boolean names(String field) {
            return fields.containsKey(field);
        }

        private @Nullable String field(String name) {
            return fields.get(name);
        }

        private boolean hasExternalSource() {
            return copyFrom != null || names("location");
        }

        private int sources() {
            return (copyFrom == null ? 0 : 1)
                    + (names("location") ? 1 : 0)
                    + (data == null ? 0 : 1);
        }
    }

    private static final String OCTETS = "application/octet-stream";

    private final Agenda agenda;
    private final Ids ids;
    private final Locations locations;
    private final Duration copyingTakes;
    private final Images images;
    private final ImageStore store;

    V1Images(Agenda agenda, Ids ids, WorldSettings settings, Images images, ImageStore store) {
        this.agenda = agenda;
        this.ids = ids;
        this.locations = settings.locations();
        this.copyingTakes = settings.volumeDelay();
        this.images = images;
        this.store = store;
    }

    /** Also those that listings hide; and the deleted ones, if wanted. */
    public Stream<Image> all(boolean alsoGone) {
        return Stream.of(images.all(), alsoGone ? images.gone() : List.<Image>of())
                .flatMap(Collection::stream);
    }

    /** Administrators see what is left of deleted images, too. */
    public Image visible(Caller caller, String id) {
        return images.find(id)
                .or(() -> images.findGone(id))
                .filter(i -> caller.isAdmin() || (!i.deleted && images.mayBeSeenBy(caller, i)))
                .orElseThrow(
                        () -> new Refused(404, "Image with identifier %s not found".formatted(id)));
    }

    public Image create(Caller caller, Wish wish) {
        check(caller, wish);
        ImageAttributes.checkCount(wish.properties());
        checkSource(wish);
        var chosen = wish.field("id");
        var image =
                new Image(
                        chosen != null ? chosen : ids.uuid(),
                        ownerFor(caller, wish),
                        agenda.instant());
        image.visibility = "private";
        V1Fields.write(image, wish.fields());
        image.properties.putAll(wish.properties());
        ImageAttributes.checkProperties(image);
        if (Long.valueOf(0).equals(image.size)) {
            image.status = "active"; // no formats and no data needed: "a bucket of properties"
        }
        if (!images.add(image)) {
            throw new Refused(
                    409, "An image with identifier %s already exists".formatted(image.id));
        }
        fill(image, wish);
        return image;
    }

    private static String ownerFor(Caller caller, Wish wish) {
        if (!caller.isAdmin() || !wish.names("owner")) {
            return caller.project().id();
        }
        var owner = wish.field("owner");
        return owner == null ? "" : owner;
    }

    /**
     * Purging, which is what happens unless somebody says otherwise, the properties given replace
     * all there are.
     */
    public Image update(Caller caller, String id, Wish wish, boolean purging) {
        check(caller, wish);
        var image = visible(caller, id);
        checkChange(caller, image, wish);
        boolean purges = purging && wish.data() == null;
        checkCount(image, wish, purges);
        if (!caller.maySee(image.owner)) {
            // Glance does not expect its own registry to deny what it has just shown.
            throw image.visibility.equals("public")
                    ? new Refused(403, "Forbidden to update image: " + id)
                    : Refused.failure();
        }
        checkSource(wish);
        var draft = image.draft();
        V1Fields.write(draft, wish.fields());
        if (purges) {
            draft.properties.clear();
        }
        draft.properties.putAll(wish.properties());
        ImageAttributes.checkProperties(draft);
        draft.updatedAt = agenda.instant();
        image.take(draft);
        fill(image, wish);
        return image;
    }

    private static void checkChange(Caller caller, Image image, Wish wish) {
        if (image.status.equals("deleted")) {
            throw new Refused(403, "Forbidden to update deleted image.");
        }
        if (!caller.isAdmin() && image.status.equals("active")) {
            checkSame(wish, "size", Long.toString(image.size == null ? 0 : image.size), "active ");
            checkSame(wish, "checksum", image.checksum, "active ");
        }
        checkSame(wish, "status", image.status, "");
        checkSame(wish, "id", image.id, "");
        boolean isQueued = image.status.equals("queued");
        if (wish.data() != null && !isQueued) {
            throw new Refused(409, "Cannot upload to an unqueued image");
        }
        if (wish.hasExternalSource() && !isQueued) {
            throw new Refused(
                    400, "Attempted to update Location field for an image not in queued status.");
        }
    }

    private static void checkSame(Wish wish, String name, @Nullable String now, String which) {
        if (wish.names(name)
                && !Optional.ofNullable(now).equals(Optional.ofNullable(wish.field(name)))) {
            throw new Refused(403, "Forbidden to modify '%s' of %simage.".formatted(name, which));
        }
    }

    private static void checkCount(Image image, Wish wish, boolean purges) {
        var names = new HashSet<>(wish.properties().keySet());
        if (!purges) {
            names.addAll(image.properties.keySet());
        }
        ImageAttributes.checkCount(names.size());
    }

    private static void check(Caller caller, Wish wish) {
        V1Fields.check(wish.fields());
        wish.properties().forEach(V1Fields::checkCharacters);
        if (V1Fields.isTrue(wish.field("is_public")) && !caller.isAdmin()) {
            throw denied();
        }
    }

    private static Refused denied() {
        return new Refused(403, "Access was denied to this resource.");
    }

    /** What is asked of the stores before anything is written. */
    private void checkSource(Wish wish) {
        if (!wish.hasExternalSource()) {
            return;
        }
        var source = wish.copyFrom() != null ? wish.copyFrom() : wish.field("location");
        if (source == null) {
            throw new Refused(400, "External source should not be empty");
        }
        if (!store.serves(source)) {
            throw new Refused(400, "External sources are not supported: '%s'".formatted(source));
        }
        if (wish.copyFrom() == null && !locations.areVisible()) {
            throw denied();
        }
        sizeThere(source);
    }

    private long sizeThere(String url) {
        return switch (store.look(url)) {
            case Look.Size(long bytes) -> bytes;
            case Look.Nothing() ->
                    throw new Refused(
                            404,
                            ImageStore.isForVolumes(url)
                                    ? "Image %s not found".formatted(ImageStore.idIn(url))
                                    : "HTTP datastore could not find image at URI.");
            case Look.Trouble(var words) -> throw new Refused(400, words);
        };
    }

    /** From the one place that the data comes from, if it comes from anywhere. */
    private void fill(Image image, Wish wish) {
        if (wish.sources() == 0) {
            return;
        }
        if (wish.sources() > 1) {
            throw new Refused(400, "It's invalid to provide multiple image sources.");
        }
        if (wish.copyFrom() != null) {
            copyLater(image, wish.copyFrom()); // no formats are asked for on this way
            return;
        }
        if (image.diskFormat == null) {
            throw new Refused(400, "Disk format is not specified.");
        }
        if (image.containerFormat == null) {
            throw new Refused(400, "Container format is not specified.");
        }
        if (wish.data() != null) {
            upload(image, wish.data());
        } else {
            locate(image, String.valueOf(wish.field("location")));
        }
    }

    private void upload(Image image, Data data) {
        if (!OCTETS.equals(data.contentType())) {
            throw killed(image, "Content-Type must be application/octet-stream");
        }
        int size = data.bytes().length;
        if (image.size != null && image.size != 0 && image.size != size) {
            throw killed(
                    image,
                    ("Supplied size (%d) and size generated from uploaded image (%d) did not match. Setting image status"
                                    + " to 'killed'.")
                            .formatted(image.size, size));
        }
        var checksum = Images.digest("MD5", data.bytes());
        if (image.checksum != null && !image.checksum.equals(checksum)) {
            throw killed(
                    image,
                    ("Supplied checksum (%s) and checksum generated from uploaded image (%s) did not match. Setting image"
                                    + " status to 'killed'.")
                            .formatted(image.checksum, checksum));
        }
        images.keep(image, data.bytes());
    }

    private Refused killed(Image image, String words) {
        image.status = "killed";
        image.updatedAt = agenda.instant();
        return new Refused(400, words);
    }

    private void locate(Image image, String url) {
        var location = store.located(url, Map.of());
        long size = sizeThere(url);
        if (image.size != null && image.size != 0 && image.size != size) {
            throw new Refused(
                    409,
                    "Provided image size must match the stored image size. (provided size: %d, stored size: %d)"
                            .formatted(image.size, size));
        }
        image.locations.add(location);
        image.size = size;
        image.status = "active";
        image.updatedAt = agenda.instant();
    }

    private void copyLater(Image image, String url) {
        image.size = sizeThere(url);
        agenda.after(Duration.ZERO, () -> begin(image));
        agenda.after(copyingTakes, () -> finish(image, url));
    }

    private static void begin(Image image) {
        if (!image.deleted) {
            image.status = "saving";
        }
    }

    private void finish(Image image, String url) {
        if (image.status.equals("saving")) {
            store.fetch(url)
                    .ifPresentOrElse(
                            data -> images.keep(image, data), () -> image.status = "killed");
        }
    }

    public void delete(Caller caller, String id) {
        var image = visible(caller, id);
        if (image.status.equals("deleted")) {
            throw new Refused(404, "Image %s not found.".formatted(id));
        }
        if (image.isProtected) {
            throw new Refused(403, "Image is protected");
        }
        if (!caller.maySee(image.owner)) {
            throw image.visibility.equals("public")
                    ? new Refused(403, "Forbidden to delete image: " + id)
                    : new Refused(404, "Image %s not found.".formatted(id));
        }
        images.remove(image);
    }

    /** Version 1 asks nobody whether they want to have it. */
    public void share(Caller caller, String id, Map<String, Boolean> members, boolean onlyThose) {
        var image = shareable(caller, id);
        if (onlyThose) {
            image.members.clear();
        }
        image.members.putAll(new HashMap<>(members));
        if (!image.members.isEmpty() && image.visibility.equals("private")) {
            image.visibility = "shared";
        }
    }

    public void unshare(Caller caller, String id, String member) {
        if (shareable(caller, id).members.remove(member) == null) {
            throw new Refused(404, "Membership could not be found.");
        }
    }

    private Image shareable(Caller caller, String id) {
        var image = visible(caller, id);
        if (!caller.maySee(image.owner)
                && !image.members.getOrDefault(caller.project().id(), false)) {
            throw denied();
        }
        return image;
    }
}
