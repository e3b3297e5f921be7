package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.NewImage;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The images of a Glance with the Image API version 2. */
final class GlanceV2Images implements Images {

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
                                        found.base() + "/schemas/image",
                                        "read what images look like")
                                .expecting(403, 404))
                .map(answer ->
                        answer.successful() ? GlanceSchema.of(answer) : GlanceSchema.UNKNOWN);
    }

    @Override
    public Optional<Image> find(String id) {
        return Await.result(read(id));
    }

    private Mono<Optional<Image>> read(String id) {
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

    @Override
    public Registered register(NewImage image) {
        return Await.result(
                schema.flatMap(known ->
                                api.send(found ->
                                        Call.post(
                                                        Service.IMAGE,
                                                        found.base() + "/images",
                                                        body(image, known),
                                                        "register image " + image.id())
                                                .expecting(409)))
                        .map(answer -> answer.is(409) ? Registered.ID_TAKEN : Registered.CREATED));
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

    @Override
    public void uploadNothing(String id) {
        var purpose = "upload nothing to image " + id;
        Await.result(
                api.send(found ->
                                Call.put(
                                                Service.IMAGE,
                                                url(found, id) + "/file",
                                                Content.EMPTY_UPLOAD,
                                                purpose)
                                        .expecting(409))
                        .flatMap(answer ->
                                answer.is(409) ? activeAlready(id, answer) : Mono.just(answer)));
    }

    /** 409 is what an upload to an image with data meets: an earlier one whose answer was lost. */
    private Mono<Answer> activeAlready(String id, Answer conflict) {
        return read(id).flatMap(image ->
                image.isPresent() && image.get().status() == Image.Status.ACTIVE
                        ? Mono.just(conflict)
                        : Mono.error(conflict.trouble()));
    }

    @Override
    public Set<ImageApi> apis() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registered registerEmpty(NewImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> objectionOfV1(NewImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Added addLocation(String id, String url) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String id) {
        Await.result(
                api.send(found ->
                        Call.delete(Service.IMAGE, url(found, id), "delete image " + id)
                                .expecting(404, 410)));
    }

    private static String url(Api.Found found, String id) {
        return found.base() + "/images/" + UriUtils.encode(id, StandardCharsets.UTF_8);
    }
}
