package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Ids;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where the services of this cloud are. */
final class Catalog {

    private record Entry(String type, String name, String path) {}

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry("identity", "keystone", "/identity/v3"),
                    new Entry("compute", "nova", "/compute/v2.1"),
                    new Entry("volumev3", "cinderv3", "/volume/v3/%s"),
                    new Entry("image", "glance", "/image"));

    private final URI url;

    Catalog(URI url) {
        this.url = url;
    }

    String at(String path) {
        return url + path;
    }

    ArrayNode of(String projectId) {
        return Json.array(ENTRIES, entry -> entry(entry, projectId));
    }

    private ObjectNode entry(Entry entry, String projectId) {
        var endpoints =
                Json.array(
                        List.of("public", "internal", "admin"),
                        kind ->
                                Json.object()
                                        .put(
                                                "id",
                                                Ids.hexOf(
                                                        "endpoint %s %s"
                                                                .formatted(kind, entry.name())))
                                        .put("interface", kind)
                                        .put("region_id", "RegionOne")
                                        .put("url", at(entry.path().formatted(projectId)))
                                        .put("region", "RegionOne"));
        return Json.object("endpoints", endpoints)
                .put("id", Ids.hexOf("service " + entry.name()))
                .put("type", entry.type())
                .put("name", entry.name());
    }
}
