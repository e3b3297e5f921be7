package io.stillframe.sandbox.world;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Glance's rules about images. */
public final class Images {

    /** One operation of a JSON patch: add, replace or remove, and the parts of its path. */
    public record Change(String op, List<String> path, @Nullable Object value) {}

    private final Agenda agenda;
    private final Ids ids;
    private final ImageStore store;
    private final ImagePatch patch;
    private final Duration addingTakes;
    private final Shelf<Image> images = new Shelf<>();
    private final Shelf<Image> gone = new Shelf<>();

    Images(Agenda agenda, Ids ids, WorldSettings settings, ImageStore store) {
        this.agenda = agenda;
        this.ids = ids;
        this.store = store;
        this.patch = new ImagePatch(settings.locations(), store);
        this.addingTakes = settings.volumeDelay();
    }

    /** Newest first, as Glance lists. */
    public Collection<Image> all() {
        return images.all();
    }

    public Collection<Image> allAfter(Image marker) {
        return images.allAfter(marker);
    }

    /** The deleted ones, of which hardly more is left than that they were there. */
    public Collection<Image> gone() {
        return gone.all();
    }

    public Optional<Image> find(String id) {
        return images.find(id);
    }

    Optional<Image> findGone(String id) {
        return gone.find(id);
    }

    public Image visible(Caller caller, String id) {
        return images.find(id)
                .filter(i -> mayBeSeenBy(caller, i))
                .orElseThrow(() -> new Refused(404, "No image found with ID " + id));
    }

    public boolean mayBeSeenBy(Caller caller, Image image) {
        return caller.maySee(image.owner)
                || image.visibility.equals("public")
                || image.visibility.equals("community")
                || image.members.containsKey(caller.project().id());
    }

    /** An id is good for one image only, for ever: also that of a deleted image is taken. */
    public Image create(Caller caller, Map<String, ? extends @Nullable Object> attributes) {
        attributes.forEach((name, value) -> {
            ImageAttributes.checkGiven(name);
            ImageAttributes.check(name, value);
        });
        var id = attributes.get("id") instanceof String chosen ? chosen : ids.uuid();
        var own = caller.project().id();
        var image = new Image(id, own, agenda.instant());
        attributes.forEach((name, value) -> ImageAttributes.write(image, name, value));
        if (!image.owner.equals(own) && !caller.isAdmin()) {
            throw new Refused(
                    403,
                    "You are not permitted to create images owned by '%s'.".formatted(image.owner));
        }
        checkVisibility(caller, image);
        ImageAttributes.checkProperties(image);
        if (!add(image)) {
            throw new Refused(409, "Image ID %s already exists!".formatted(id));
        }
        return image;
    }

    /** Says whether that worked. */
    boolean add(Image image) {
        if (images.find(image.id).isPresent() || gone.find(image.id).isPresent()) {
            return false;
        }
        images.put(image);
        return true;
    }

    public Image change(Caller caller, String id, List<Change> changes) {
        ImagePatch.check(changes);
        var image = owned(caller, id);
        var draft = image.draft();
        patch.apply(caller, draft, changes);
        if (!draft.visibility.equals(image.visibility)) {
            checkVisibility(caller, draft);
        }
        draft.updatedAt = agenda.instant();
        image.take(draft);
        return image;
    }

    /**
     * The newer call: accepted first and looked at afterwards, and a location that leads nowhere
     * changes nothing.
     */
    public void addLocationLater(
            Caller caller,
            String id,
            Map<String, ? extends @Nullable Object> location,
            boolean byService) {
        var image = owned(caller, id);
        if (!image.status.equals("queued")) {
            throw new Refused(
                    409,
                    "It's not allowed to add locations if image status is %s."
                            .formatted(image.status));
        }
        boolean isOnTheWeb =
                location.get("url") instanceof String url && ImageStore.isOnTheWeb(url);
        if (!byService && !isOnTheWeb) {
            throw new Refused(403, "It's not allowed to add locations to this image.");
        }
        agenda.after(
                addingTakes,
                () -> {
                    var draft = image.draft();
                    try {
                        patch.addLocation(draft, location);
                    } catch (Refused leadsNowhere) {
                        return; // the caller has had its answer: the image just stays queued
                    }
                    draft.updatedAt = agenda.instant();
                    image.take(draft);
                });
    }

    public void upload(Caller caller, String id, byte[] data) {
        var image = owned(caller, id);
        if (!image.status.equals("queued")) {
            throw new Refused(
                    409,
                    "Image status transition from %s to saving is not allowed"
                            .formatted(image.status));
        }
        if (image.diskFormat == null || image.containerFormat == null) {
            throw new Refused(
                    400,
                    "Properties disk_format, container_format must be set prior to saving data.");
        }
        keep(image, data);
        image.hash = digest("SHA-512", data);
    }

    void keep(Image image, byte[] data) {
        image.data = data;
        image.size = (long) data.length;
        image.checksum = digest("MD5", data);
        image.locations.add(store.ofUploaded(image));
        image.status = "active";
        image.updatedAt = agenda.instant();
    }

    /**
     * Its data, wherever it lies; without any when there is none, or when it lies in a volume,
     * which the sandbox does not fill.
     */
    public byte[] data(Image image) {
        return store.read(image).orElseGet(image.data::clone);
    }

    /** Its data is kept, and nobody but an administrator gets it. */
    public void deactivate(Caller caller, String id) {
        turn(caller, id, "active", "deactivated", "deactivate");
    }

    public void reactivate(Caller caller, String id) {
        turn(caller, id, "deactivated", "active", "reactivate");
    }

    private void turn(Caller caller, String id, String from, String to, String what) {
        var image = owned(caller, id);
        if (image.status.equals(from)) {
            image.status = to;
            image.updatedAt = agenda.instant();
        } else if (!image.status.equals(to)) {
            throw new Refused(
                    403, "Not allowed to %s image in status '%s'".formatted(what, image.status));
        }
    }

    public void delete(Caller caller, String id) {
        var image =
                images.find(id)
                        .filter(i -> mayBeSeenBy(caller, i))
                        .orElseThrow(() ->
                                new Refused(
                                        404, "Failed to find image %s to delete".formatted(id)));
        if (!caller.maySee(image.owner)) {
            throw new Refused(403, "You are not authorized to complete delete_image action.");
        }
        if (image.isProtected) {
            throw new Refused(403, "Image %s is protected and cannot be deleted.".formatted(id));
        }
        remove(image);
    }

    /** Refuses when its store would not let it go. */
    void remove(Image image) {
        store.checkThatItMayGo(image);
        store.delete(image);
        images.remove(image);
        image.bury(agenda.instant());
        gone.put(image);
    }

    private Image owned(Caller caller, String id) {
        var image = visible(caller, id);
        if (!caller.maySee(image.owner)) {
            throw new Refused(403, "You do not own this image");
        }
        return image;
    }

    private static void checkVisibility(Caller caller, Image image) {
        if (image.visibility.equals("public") && !caller.isAdmin()) {
            throw new Refused(403, "You are not authorized to complete publicize_image action.");
        }
    }

    static String digest(String algorithm, byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(data));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
