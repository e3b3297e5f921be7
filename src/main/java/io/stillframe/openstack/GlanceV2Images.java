package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Images by version 2 of the Image API. */
final class GlanceV2Images {

    private final Glance glance;

    /** As long as the versions are: an upgrade brings attributes that were properties before. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    /** A failure to read it is not remembered. */
    private final Mono<GlanceSchema> schema;

    private record Remembered(GlanceSchema schema, Instant until) {}

    GlanceV2Images(Glance glance, InstantSource clock) {
        this.glance = glance;
        this.schema =
                Await.asOurselves(Mono.defer(this::readSchema))
                        .map(read -> new Remembered(read, clock.instant().plus(REMEMBERED)))
                        .cacheInvalidateIf(known -> !clock.instant().isBefore(known.until()))
                        .map(Remembered::schema)
                        .transform(Await::asEachItself);
    }

    /** Finds out once what every image needs to be read or written. */
    Mono<?> prepared() {
        return schema;
    }

    /** A Glance that shows no schema is taken to be as all are. */
    private Mono<GlanceSchema> readSchema() {
        return glance.send(found ->
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
                glance.send(found ->
                                Call.get(Service.IMAGE, url(found, id), "read image " + id)
                                        .expecting(404))
                        .map(answer ->
                                answer.successful()
                                        ? GlanceV2Image.of(answer, known)
                                        : Optional.empty()));
    }

    Mono<Pages.Page<Image>> page(ImageFilter filter, int limit, @Nullable String marker) {
        var query = GlanceList.query(GlanceV2Query.of(filter, limit, marker));
        return schema.flatMap(known ->
                glance.send(found ->
                                Call.get(
                                        Service.IMAGE,
                                        root(found) + "/images" + query,
                                        "list the images"))
                        .map(answer -> GlanceV2Image.page(answer, known)));
    }

    Mono<Optional<Image>> change(String id, ImageChange change) {
        return schema.flatMap(
                known -> find(id).flatMap(now -> change(now, change, known, new Rounds(id))));
    }

    /**
     * A property that somebody adds or removes between our look and our call makes another look.
     */
    private Mono<Optional<Image>> change(
            Optional<Image> found, ImageChange change, GlanceSchema schema, Rounds rounds) {
        if (found.isEmpty()) {
            return Mono.just(found);
        }
        var now = found.get();
        var then = change.properties().appliedTo(now.properties());
        var patch = GlanceV2Patch.of(now, change, then);
        if (patch.isEmpty()) {
            return Mono.just(found);
        }
        return GlanceV2Objections.to(change, now.properties(), then, schema)
                .<Mono<Optional<Image>>>map(why ->
                        Mono.error(new Trouble(ProblemType.UNSUPPORTED_BY_GLANCE.refusal(why))))
                .orElseGet(() ->
                        rounds.next()
                                .then(send(now.id(), patch))
                                .flatMap(answer -> after(answer, now, schema, rounds))
                                .flatMap(image -> change(image, change, schema, rounds)));
    }

    private Mono<Answer> send(String id, List<Map<String, Object>> patch) {
        return glance.send(found ->
                Call.patch(
                                Service.IMAGE,
                                url(found, id),
                                Content.imagePatch(patch),
                                "change image " + id)
                        .expecting(404, 409));
    }

    private Mono<Optional<Image>> after(
            Answer answer, Image before, GlanceSchema schema, Rounds rounds) {
        if (answer.successful()) {
            return Mono.fromCallable(() -> GlanceV2Image.of(answer, schema));
        }
        // What is not there may be the image, or a property that somebody else has removed.
        return find(before.id())
                .flatMap(now ->
                        now.isPresent() && (answer.is(404) || rounds.isLast())
                                ? Mono.error(answer.trouble())
                                : Mono.just(now));
    }

    Mono<Registered> register(NewImage image) {
        return schema.flatMap(known ->
                        glance.send(found ->
                                Call.post(
                                                Service.IMAGE,
                                                root(found) + "/images",
                                                GlanceV2Image.body(image, known),
                                                "register image " + image.id())
                                        .expecting(409)))
                .map(answer -> answer.is(409) ? Registered.ID_TAKEN : Registered.CREATED);
    }

    Mono<Answer> uploadNothing(String id) {
        var purpose = "upload nothing to image " + id;
        return glance.send(found ->
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
        return glance.send(found ->
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
