package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Images;
import io.stillframe.sandbox.world.PythonText;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Glance's images, version 2 of the API. */
final class GlanceImages {

    private static final String PATCH_TYPE = "application/openstack-images-v2.1-json-patch";

    private final World world;
    private final Images images;
    private final GlanceListing listing;
    private final Catalog catalog;

    GlanceImages(World world, Catalog catalog) {
        this.world = world;
        this.images = world.images();
        this.listing = new GlanceListing(images, this::render);
        this.catalog = catalog;
    }

    Answer list(GlanceApi.Asked asked) {
        return listing.list(asked);
    }

    Answer show(GlanceApi.Asked asked) {
        return Answer.json(200, render(image(asked)));
    }

    Answer create(GlanceApi.Asked asked) {
        var attributes = body(asked.call());
        if (!attributes.isObject()) {
            throw Refused.failure(); // a list is nothing that Glance reckons with
        }
        var image = images.create(asked.caller(), plain(attributes));
        return Answer.json(201, render(image))
                .with(HttpHeaders.LOCATION, catalog.at("/image/v2/images/" + image.id()))
                .with("Openstack-Image-Import-Methods", "glance-direct,web-download,copy-image");
    }

    @SuppressWarnings("unchecked") // an object becomes a map with strings as keys
    private static Map<String, Object> plain(JsonNode node) {
        return Json.MAPPER.treeToValue(node, Map.class);
    }

    Answer patch(GlanceApi.Asked asked) {
        var type = asked.call().header(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.startsWith(PATCH_TYPE)) {
            throw unsupported(type);
        }
        var changes = GlancePatch.read(body(asked.call()));
        return Answer.json(
                200, render(images.change(asked.caller(), asked.call().variable("id"), changes)));
    }

    private static Refused unsupported(@Nullable String type) {
        return new Refused(
                415,
                "The request media type %s is not supported by this server."
                        .formatted(PythonText.of(type).replace("'", "")));
    }

    private static JsonNode body(Call call) {
        if (call.body().length == 0) {
            throw new Refused(400, "Body expected in request.");
        }
        return call.json("Malformed JSON in request body.");
    }

    Answer deactivate(GlanceApi.Asked asked) {
        images.deactivate(asked.caller(), asked.call().variable("id"));
        return Answer.empty(204);
    }

    Answer reactivate(GlanceApi.Asked asked) {
        images.reactivate(asked.caller(), asked.call().variable("id"));
        return Answer.empty(204);
    }

    Answer delete(GlanceApi.Asked asked) {
        images.delete(asked.caller(), asked.call().variable("id"));
        return Answer.empty(204);
    }

    Answer upload(GlanceApi.Asked asked) {
        var type = asked.call().header(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.startsWith("application/octet-stream")) {
            throw unsupported(type);
        }
        images.upload(asked.caller(), asked.call().variable("id"), asked.call().body());
        return Answer.empty(204);
    }

    Answer download(GlanceApi.Asked asked) {
        var image = image(asked);
        if (image.status().equals("deactivated") && !asked.caller().isAdmin()) {
            throw new Refused(
                    403,
                    "The requested image has been deactivated. Image data download is forbidden.");
        }
        if (image.locations().isEmpty()) {
            return Answer.empty(204);
        }
        var answer = Answer.bytes(200, "application/octet-stream", images.data(image));
        return image.checksum() == null ? answer : answer.with("Content-Md5", image.checksum());
    }

    Answer addLocation(GlanceApi.Asked asked) {
        var location = plain(asked.call().json("JSON body expected"));
        images.addLocationLater(
                asked.caller(), asked.call().variable("id"), location, asked.byService());
        return Answer.json(202, Json.array());
    }

    Answer locations(GlanceApi.Asked asked) {
        if (!asked.byService()) {
            throw new Refused(
                    403, "You are not authorized to complete fetch_image_location action.");
        }
        return Answer.json(200, Json.array(image(asked).locations(), GlanceImages::location));
    }

    Answer members(GlanceApi.Asked asked) {
        var image = image(asked);
        var members =
                Json.array(
                        image.members().keySet(),
                        member ->
                                Json.object()
                                        .put("image_id", image.id())
                                        .put("member_id", member)
                                        .put("status", "pending")
                                        .put("schema", "/v2/schemas/member"));
        return Answer.json(
                200, Json.object("members", members).put("schema", "/v2/schemas/members"));
    }

    private Image image(GlanceApi.Asked asked) {
        return images.visible(asked.caller(), asked.call().variable("id"));
    }

    private ObjectNode render(Image image) {
        var node =
                Json.strings(image.propertiesWithNulls())
                        .put("name", image.name())
                        .put("disk_format", image.diskFormat())
                        .put("container_format", image.containerFormat())
                        .put("visibility", image.visibility())
                        .put("size", image.size())
                        .put("virtual_size", virtualSize(image))
                        .put("status", image.status())
                        .put("checksum", image.checksum())
                        .put("protected", image.isProtected())
                        .put("min_ram", image.minRam())
                        .put("min_disk", image.minDisk())
                        .put("owner", image.owner())
                        .put("os_hidden", image.hidden())
                        .put("os_hash_algo", image.hash() == null ? null : "sha512")
                        .put("os_hash_value", image.hash())
                        .put("id", image.id())
                        .put("created_at", Times.seconds(image.createdAt()))
                        .put("updated_at", Times.seconds(image.updatedAt()));
        if (world.settings().locations().areVisible()) {
            node.set("locations", Json.array(image.locations(), GlanceImages::location));
        }
        node.set("tags", Json.strings(List.copyOf(image.tags())));
        var self = "/v2/images/" + image.id();
        node.put("self", self).put("file", self + "/file").put("schema", "/v2/schemas/image");
        var stores = stores(image);
        return stores.isEmpty() ? node : node.put("stores", stores);
    }

    /** Only where Glance has several: then each location says which it is in. */
    private static String stores(Image image) {
        return image.locations().stream()
                .map(location -> location.metadata().get("store"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** Known only of data that Glance has looked into. */
    private static @Nullable Long virtualSize(Image image) {
        return image.checksum() == null || Long.valueOf(0).equals(image.size())
                ? image.virtualSize()
                : image.size();
    }

    private static ObjectNode location(Image.Location location) {
        return Json.object()
                .put("url", location.url())
                .set("metadata", Json.MAPPER.valueToTree(location.metadata()));
    }
}
