package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Flavor;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Nova's flavors, which nobody changes here. */
final class NovaFlavors {

    private final Catalog catalog;

    NovaFlavors(Catalog catalog) {
        this.catalog = catalog;
    }

    Answer list(NovaApi.Asked asked, boolean detailed) {
        var all = asked.call().param("marker") == null ? Flavor.ALL : List.<Flavor>of();
        return Answer.json(
                200,
                Json.object("flavors", Json.array(all, f -> detailed ? full(asked, f) : brief(f))));
    }

    Answer show(NovaApi.Asked asked) {
        return Answer.json(
                200, Json.object("flavor", full(asked, Flavor.named(asked.call().variable("id")))));
    }

    private ObjectNode brief(Flavor flavor) {
        return Json.object()
                .put("id", flavor.id())
                .put("name", flavor.name())
                .set("links", links(flavor));
    }

    private ObjectNode full(NovaApi.Asked asked, Flavor flavor) {
        var full =
                Json.object()
                        .put("id", flavor.id())
                        .put("name", flavor.name())
                        .put("ram", flavor.ramMib())
                        .put("disk", flavor.diskGib());
        if (asked.isAtLeast("2.75")) {
            full.put("swap", 0);
        } else {
            full.put("swap", "");
        }
        full.put("OS-FLV-EXT-DATA:ephemeral", 0)
                .put("OS-FLV-DISABLED:disabled", false)
                .put("vcpus", flavor.vcpus())
                .put("os-flavor-access:is_public", true)
                .put("rxtx_factor", 1.0)
                .set("links", links(flavor));
        if (asked.isAtLeast("2.55")) {
            full.putNull("description");
        }
        if (asked.isAtLeast("2.61")) {
            full.set("extra_specs", Json.object());
        }
        return full;
    }

    private ArrayNode links(Flavor flavor) {
        return Json.array(
                Json.link("self", catalog.at("/compute/v2.1/flavors/" + flavor.id())),
                Json.link("bookmark", catalog.at("/compute/flavors/" + flavor.id())));
    }
}
