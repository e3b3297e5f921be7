package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Images;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.V1Images;
import io.stillframe.sandbox.world.World;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/** Glance's images, version 1 of the API: headers in, and headers or JSON out. */
final class GlanceV1Images {

    private static final String PURGE = "x-glance-registry-purge-props";

    private final Images data;
    private final V1Images images;
    private final GlanceV1Listing listing;

    GlanceV1Images(World world) {
        this.data = world.images();
        this.images = world.v1Images();
        this.listing = new GlanceV1Listing(world);
    }

    Answer list(GlanceApi.Asked asked) {
        return listing.list(asked, GlanceV1Images::brief);
    }

    Answer listInFull(GlanceApi.Asked asked) {
        return listing.list(asked, GlanceV1Images::full);
    }

    Answer create(GlanceApi.Asked asked) {
        var call = asked.call();
        var image = images.create(asked.caller(), GlanceV1Headers.wish(call));
        // Its address as the caller knows the service, which may stand behind something else.
        return written(201, image)
                .with(
                        HttpHeaders.LOCATION,
                        "http://%s/image/v1/images/%s"
                                .formatted(call.header(HttpHeaders.HOST), image.id()));
    }

    Answer update(GlanceApi.Asked asked) {
        var call = asked.call();
        var purge = call.header(PURGE);
        return written(
                200,
                images.update(
                        asked.caller(),
                        call.variable("id"),
                        GlanceV1Headers.wish(call),
                        purge == null || PythonBoolean.of(purge)));
    }

    private static Answer written(int status, Image image) {
        return tagged(Answer.json(status, Json.object("image", full(image))), image);
    }

    private static Answer tagged(Answer answer, Image image) {
        return image.checksum() == null ? answer : answer.with(HttpHeaders.ETAG, image.checksum());
    }

    Answer show(GlanceApi.Asked asked) {
        return described(Answer.empty(200), image(asked));
    }

    Answer download(GlanceApi.Asked asked) {
        var image = image(asked);
        if (image.status().equals("deactivated") && !asked.caller().isAdmin()) {
            throw new Refused(403, "Access was denied to this resource.");
        }
        if (!image.status().equals("active") && !image.status().equals("deactivated")) {
            throw new Refused(404, "Image %s is not active".formatted(image.id()));
        }
        return described(Answer.bytes(200, "application/octet-stream", data.data(image)), image);
    }

    private static Answer described(Answer answer, Image image) {
        GlanceV1Headers.write(answer, fields(image), image.propertiesWithNulls());
        return tagged(answer, image);
    }

    Answer delete(GlanceApi.Asked asked) {
        images.delete(asked.caller(), asked.call().variable("id"));
        return Answer.empty(200);
    }

    private Image image(GlanceApi.Asked asked) {
        return images.visible(asked.caller(), asked.call().variable("id"));
    }

    private static ObjectNode brief(Image image) {
        return Json.object()
                .put("id", image.id())
                .put("name", image.name())
                .put("size", size(image))
                .put("disk_format", image.diskFormat())
                .put("container_format", image.containerFormat())
                .put("checksum", image.checksum());
    }

    private static ObjectNode full(Image image) {
        ObjectNode node = Json.MAPPER.valueToTree(fields(image));
        return node.set("properties", Json.strings(image.propertiesWithNulls()));
    }

    private static Map<String, @Nullable Object> fields(Image image) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("size", size(image));
        fields.put("deleted_at", image.deletedAt() == null ? null : Times.exact(image.deletedAt()));
        fields.put("name", image.name());
        fields.put("status", image.status());
        fields.put("container_format", image.containerFormat());
        fields.put("deleted", image.isDeleted());
        fields.put("min_ram", image.minRam());
        fields.put("checksum", image.checksum());
        fields.put("owner", image.owner());
        fields.put("min_disk", image.minDisk());
        fields.put("updated_at", Times.exact(image.updatedAt()));
        fields.put("created_at", Times.exact(image.createdAt()));
        fields.put("protected", image.isProtected());
        fields.put("virtual_size", image.virtualSize());
        fields.put("is_public", image.visibility().equals("public"));
        fields.put("id", image.id());
        fields.put("disk_format", image.diskFormat());
        return fields;
    }

    /** Version 1 knows no image without a size. */
    private static long size(Image image) {
        return image.size() == null ? 0 : image.size();
    }
}
