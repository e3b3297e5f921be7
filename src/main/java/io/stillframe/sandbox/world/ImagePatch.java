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

    void apply(Image draft, List<Images.Change> changes) {
        for (var change : changes) {
            var attribute = change.path().getFirst();
            if (attribute.equals("locations")) {
                changeLocations(draft, change);
            } else {
                changeAttribute(draft, change, attribute);
            }
        }
        ImageAttributes.checkCount(draft.properties);
    }

    private static void changeAttribute(Image draft, Images.Change change, String name) {
        ImageAttributes.checkWritable(name);
        if (name.equals("id")) {
            throw new Refused(403, "Attribute 'id' is read-only.");
        }
        boolean there = ImageAttributes.BASE.contains(name) || draft.properties.containsKey(name);
        switch (change.op()) {
            case "add" -> write(draft, change, name);
            case "replace" -> {
                if (!there) {
                    throw new Refused(409, "Property %s does not exist.".formatted(name));
                }
                write(draft, change, name);
            }
            case "remove" -> {
                if (ImageAttributes.BASE.contains(name)) {
                    throw new Refused(403, "Property %s may not be removed.".formatted(name));
                }
                if (!there) {
                    throw new Refused(409, "Property %s does not exist.".formatted(name));
                }
                draft.properties.remove(name);
            }
            default -> throw unknown(change);
        }
    }

    private static void write(Image draft, Images.Change change, String name) {
        ImageAttributes.check(name, change.value());
        ImageAttributes.write(draft, name, change.value());
    }

    private void changeLocations(Image draft, Images.Change change) {
        var verb = change.op().equals("replace") ? "update" : change.op();
        if (!locations.areVisible()) {
            throw new Refused(
                    403,
                    "It's not allowed to %s locations if locations are invisible.".formatted(verb));
        }
        if (!draft.status.equals("active") && !draft.status.equals("queued")) {
            throw new Refused(
                    409,
                    "It's not allowed to %s locations if image status is %s."
                            .formatted(verb, draft.status));
        }
        switch (change.op()) {
            case "add" -> addLocation(draft, change.value());
            case "replace" -> {
                draft.locations.clear();
                if (change.value() instanceof List<?> all) {
                    all.forEach(each -> addLocation(draft, each));
                }
            }
            case "remove" -> {
                if (draft.locations.size() <= 1) {
                    throw new Refused(403, "Cannot remove last location in the image.");
                }
                draft.locations.remove(place(draft, change));
            }
            default -> throw unknown(change);
        }
    }

    void addLocation(Image draft, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map && map.get("url") instanceof String url)) {
            throw new Refused(400, "Invalid location");
        }
        var location = store.located(url, metadata(map.get("metadata")));
        long size = store.size(draft, location);
        if (draft.locations.stream().anyMatch(l -> l.url().equals(url))) {
            throw new Refused(400, "The location %s already exists".formatted(url));
        }
        if (draft.diskFormat == null || draft.containerFormat == null) {
            throw new Refused(
                    400,
                    "Properties disk_format, container_format must be set prior to saving data.");
        }
        draft.locations.add(location);
        draft.size = size;
        draft.status = "active";
    }

    private static Map<String, Object> metadata(@Nullable Object value) {
        var metadata = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> metadata.put(String.valueOf(k), v));
        }
        return metadata;
    }

    private static int place(Image draft, Images.Change change) {
        try {
            int place = Integer.parseInt(change.path().getLast());
            if (place >= 0 && place < draft.locations.size()) {
                return place;
            }
        } catch (NumberFormatException notAPlace) {
            // answered below, as a place that is not there
        }
        throw new Refused(400, "Invalid position for removing a location.");
    }

    private static Refused unknown(Images.Change change) {
        return new Refused(
                400,
                "Operation objects must contain only one member named \"add\", \"remove\", or \"replace\": "
                        + change.op());
    }
}
