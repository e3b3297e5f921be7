package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Images by version 2 of the Image API. */
final class GlanceV2Images {

    private final Api api;

    /** Fixed while a Glance runs; a failure to read it is not remembered. */
    private final Mono<GlanceSchema> schema;

    GlanceV2Images(Api api) {
        this.api = api;
        this.schema = Mono.defer(this::readSchema).cacheInvalidateIf(_ -> false);
    }

    /** Finds out once what every image needs to be read or written. */
    Mono<?> prepared() {
        return schema;
    }

    /** A Glance that shows no schema is taken to be as all are. */
    private Mono<GlanceSchema> readSchema() {
        return api.send(found ->
                        Call.get(
                                        Service.IMAGE,
                                        root(found) + "/schemas/image",
                                        "read what images look like")
                                .expecting(403, 404))
                .map(answer ->
                        answer.successful() ? GlanceSchema.of(answer) : GlanceSchema.UNKNOWN);
    }

    Mono<Optional<Image>> find(String id) {
        return schema.flatMap(known ->
                api.send(found ->
                                Call.get(Service.IMAGE, url(found, id), "read image " + id)
                                        .expecting(404))
                        .map(answer ->
                                answer.successful() ? image(answer, known) : Optional.empty()));
    }

    private static Optional<Image> image(Answer answer, GlanceSchema schema) {
        var json = answer.as(JsonNode.class);
        var status = Image.Status.of(json.path("status").asString(""));
        if (!json.path("id").isString()) {
            throw answer.unexpected("image");
        }
        return status == Image.Status.DELETED
                ? Optional.empty()
                : Optional.of(
                        new Image(
                                json.path("id").stringValue(),
                                json.path("name").asString(""),
                                text(json, "owner"),
                                status,
                                json.path("visibility").asString(""),
                                json.path("protected").asBoolean(false),
                                json.path("size").isNumber() ? json.path("size").asLong() : null,
                                json.path("min_disk").asInt(0),
                                json.path("min_ram").asInt(0),
                                time(answer, json, "created_at"),
                                time(answer, json, "updated_at"),
                                custom(json, schema)));
    }

    private static @org.jspecify.annotations.Nullable String text(JsonNode json, String name) {
        var node = json.path(name);
        return node.isString() ? node.stringValue() : null;
    }

    private static Instant time(Answer answer, JsonNode json, String name) {
        try {
            return Instant.parse(json.path(name).asString(""));
        } catch (DateTimeException _) {
            throw answer.unexpected("image with a time in " + name);
        }
    }

    private static Map<String, String> custom(JsonNode json, GlanceSchema schema) {
        var properties = new HashMap<String, String>();
        json.properties()
                .forEach(entry -> {
                    var value = entry.getValue();
                    if (value.isValueNode()
                            && !value.isNull()
                            && !schema.attributes().contains(entry.getKey())) {
                        properties.put(entry.getKey(), value.asString());
                    }
                });
        return properties;
    }

    Mono<Registered> register(NewImage image) {
        return schema.flatMap(known ->
                        api.send(found ->
                                Call.post(
                                                Service.IMAGE,
                                                root(found) + "/images",
                                                body(image, known),
                                                "register image " + image.id())
                                        .expecting(409)))
                .map(answer -> answer.is(409) ? Registered.ID_TAKEN : Registered.CREATED);
    }

    /** Custom properties stand beside the image's own attributes, which win. */
    private static Map<String, Object> body(NewImage image, GlanceSchema schema) {
        var body = new LinkedHashMap<String, Object>(image.properties());
        body.put("id", image.id());
        body.put("name", image.name());
        body.put("visibility", image.visibility());
        body.put("disk_format", schema.diskFormat());
        body.put("container_format", "bare");
        body.put("min_disk", image.minDisk());
        body.put("min_ram", image.minRam());
        return body;
    }

    Mono<Answer> uploadNothing(String id) {
        var purpose = "upload nothing to image " + id;
        return api.send(found ->
                        Call.put(
                                        Service.IMAGE,
                                        url(found, id) + "/file",
                                        Content.EMPTY_UPLOAD,
                                        purpose)
                                .expecting(409))
                .flatMap(answer -> answer.is(409) ? activeAlready(id, answer) : Mono.just(answer));
    }

    /** 409 is what an upload to an image with data meets: an earlier one whose answer was lost. */
    private Mono<Answer> activeAlready(String id, Answer conflict) {
        return find(id).flatMap(image ->
                image.isPresent() && image.get().status() == Image.Status.ACTIVE
                        ? Mono.just(conflict)
                        : Mono.error(conflict.trouble()));
    }

    Mono<Answer> delete(String id) {
        return api.send(found ->
                Call.delete(Service.IMAGE, url(found, id), "delete image " + id)
                        .expecting(404, 410));
    }

    private static String root(Api.Found found) {
        return found.base() + "/v2";
    }

    static String url(Api.Found found, String id) {
        return root(found) + "/images/" + UriUtils.encode(id, StandardCharsets.UTF_8);
    }
}
