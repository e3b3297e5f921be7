package io.stillframe.kills;

import static java.util.stream.Collectors.toSet;

import io.stillframe.Web;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Image.Location;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * An available snapshot, and what the cloud has of it.
 *
 * @param marked the volume snapshots with its mark
 * @param volumes with its mark
 * @param images with its image's id
 */
record OneSnapshot(
        JsonNode snapshot, List<VolumeSnapshot> marked, List<Volume> volumes, List<Image> images) {

    /** None, if it has exactly its own: nothing is missing, nothing is too much. */
    List<String> objections() {
        var objections = new ArrayList<String>();
        expect(objections, "volumes", names("volume_id"), marked, each -> each.volume().id());
        expect(objections, "volume snapshots", names("snapshot_id"), marked, VolumeSnapshot::id);
        marked.stream()
                .filter(each -> !each.status().equals("available"))
                .forEach(each -> objections.add(each.toString()));
        if (images.size() != 1) {
            objections.add("images " + images);
        } else {
            objectionsTo(images.getFirst(), objections);
        }
        return objections;
    }

    private void objectionsTo(Image image, List<String> objections) {
        if (!image.status().equals("active") || !image.visibility().equals("private")) {
            objections.add("%s is %s".formatted(image, image.visibility()));
        }
        var mapped = mapped(image);
        if (!mapped.equals(names("snapshot_id"))) {
            objections.add("the mapping names " + mapped);
        }
        expect(objections, "image volumes", locations(image), volumes, Volume::id);
        var wanted = snapshot.path("strategy").asString().equals("root-location") ? 1 : 0;
        if (locations(image).size() != wanted) {
            objections.add("locations " + image.locations());
        }
    }

    private static <T> void expect(
            List<String> objections,
            String what,
            Set<String> wanted,
            List<T> found,
            Function<T, String> id) {
        var ids = found.stream().map(id).collect(toSet());
        if (!ids.equals(wanted) || ids.size() != found.size()) {
            objections.add("%s are %s and should be %s".formatted(what, found, wanted));
        }
    }

    private Set<String> names(String field) {
        return texts(snapshot, field);
    }

    private static Set<String> mapped(Image image) {
        var mapping = image.properties().getOrDefault("block_device_mapping", "[]");
        return Web.JSON
                .readTree(mapping)
                .valueStream()
                .map(entry -> entry.path("snapshot_id").asString(""))
                .collect(toSet());
    }

    static Set<String> texts(JsonNode snapshot, String field) {
        return snapshot.path("volumes")
                .valueStream()
                .map(volume -> volume.path(field).asString(""))
                .collect(toSet());
    }

    /** The volumes that are an image's own. */
    static Set<String> locations(Image image) {
        return image.locations().stream()
                .map(Location::url)
                .filter(url -> url.startsWith("cinder://"))
                .map(url -> url.replaceFirst("cinder://", ""))
                .collect(toSet());
    }
}
