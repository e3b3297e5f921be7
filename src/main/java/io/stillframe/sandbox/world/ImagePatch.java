package io.stillframe.sandbox.world;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Glance's JSON patch: all of it or nothing. */
final class ImagePatch {

    private final Locations locations;
    private final ImageStore store;

    ImagePatch(Locations locations, ImageStore store) {
        this.locations = locations;
        this.store = store;
    }

    /** What is wrong whatever the image is, and is said even when there is none. */
    static void check(List<Images.Change> changes) {
        for (var change : changes) {
            var name = change.path().getFirst();
            ImageAttributes.checkChangeable(name);
            if (!change.op().equals("remove")) {
                boolean isPart = change.path().size() > 1;
                ImageAttributes.check(
                        name, isPart ? List.of(part(change.value())) : change.value());
            }
        }
    }

    private static Object part(@Nullable Object value) {
        return value == null ? "None" : value;
    }

    void apply(Caller caller, Image draft, List<Images.Change> changes) {
        for (var change : changes) {
            var attribute = change.path().getFirst();
            if (attribute.equals("locations")) {
                changeLocations(draft, change);
            } else {
                changeAttribute(caller, draft, change, attribute);
            }
        }
        ImageAttributes.checkProperties(draft);
    }

    private static void changeAttribute(
            Caller caller, Image draft, Images.Change change, String name) {
        boolean isBase = ImageAttributes.BASE.contains(name);
        if (change.op().equals("remove") && isBase) {
            throw Refused.inDetail(403, "Property %s may not be removed.".formatted(name));
        }
        if (!change.op().equals("add") && !isBase && !draft.properties.containsKey(name)) {
            throw Refused.inDetail(409, "Property %s does not exist.".formatted(name));
        }
        if (change.op().equals("remove")) {
            draft.properties.remove(name);
            return;
        }
        if (name.equals("owner") && !caller.isAdmin()) {
            throw change.op().equals("replace")
                    ? Refused.inDetail(403, "Owner can't be updated by non admin.")
                    : new Refused(
                            403, "Forbidding request, image %s not visible".formatted(draft.id));
        }
        ImageAttributes.write(draft, name, change.value());
    }

    private void changeLocations(Image draft, Images.Change change) {
        var op = change.op();
        if (op.equals("replace") && change.value() instanceof List<?> all && all.isEmpty()) {
            throw Refused.inDetail(403, "Cannot set locations to empty list.");
        }
        if (!locations.areVisible()) {
            throw new Refused(
                    403,
                    "It's not allowed to %s locations if locations are invisible."
                            .formatted(op.equals("replace") ? "update" : op));
        }
        boolean mayBeQueued = !op.equals("remove");
        if (!draft.status.equals("active") && !(mayBeQueued && draft.status.equals("queued"))) {
            throw new Refused(
                    409,
                    "It's not allowed to %s locations if image status is %s."
                            .formatted(op, draft.status));
        }
        switch (op) {
            case "add" -> {
                place(change, Integer.MAX_VALUE, "adding");
                addLocation(draft, change.value());
            }
            case "replace" -> {
                draft.locations.clear();
                if (change.value() instanceof List<?> all) {
                    all.forEach(each -> addLocation(draft, each));
                }
            }
            default -> {
                if (draft.locations.size() <= 1) {
                    throw Refused.inDetail(403, "Cannot remove last location in the image.");
                }
                draft.locations.remove(place(change, draft.locations.size(), "removing"));
            }
        }
    }

    void addLocation(Image draft, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map && map.get("url") instanceof String url)) {
            throw new Refused(400, "Invalid location");
        }
        var location = store.located(url, metadata(map.get("metadata")));
        long size = store.size(draft, location);
        if (draft.locations.contains(location)) {
            throw new Refused(400, "The location %s already exists".formatted(url));
        }
        if (draft.diskFormat == null || draft.containerFormat == null) {
            throw new Refused(
                    400,
                    "Properties disk_format, container_format must be set prior to saving data.");
        }
        draft.locations.add(location);
        draft.size = draft.size == null || draft.size == 0 ? size : draft.size;
        draft.status = "active";
    }

    private static Map<String, Object> metadata(@Nullable Object value) {
        var metadata = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> metadata.put(String.valueOf(k), v));
        }
        return metadata;
    }

    /** The dash is the last place. */
    private static int place(Images.Change change, int many, String what) {
        var said = change.path().getLast();
        int place =
                said.equals("-")
                        ? many - 1
                        : said.matches("[0-9]{1,9}") ? Integer.parseInt(said) : many;
        if (place >= many) {
            throw new Refused(400, "Invalid position for %s a location.".formatted(what));
        }
        return place;
    }
}
