package io.stillframe.openstack;

import io.stillframe.openstack.Call.Vouching;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Images by version 1 of the Image API, which carries all that it says of them in headers. */
final class GlanceV1Images {

    /** What Glance gives where no limit is said: an operator's own limit is hardly below it. */
    private static final int LEAST_PAGE = 25;

    private final Glance glance;

    GlanceV1Images(Glance glance) {
        this.glance = glance;
    }

    Mono<Optional<Image>> find(String id) {
        return read(id).map(found -> found.map(GlanceV1Image::image));
    }

    /** By HEAD: a GET would send the image's data, too. */
    private Mono<Optional<GlanceV1Image>> read(String id) {
        return glance.send(found ->
                        Call.head(Service.IMAGE, url(found, id), "read image " + id).expecting(404))
                .map(answer ->
                        answer.successful()
                                ? Optional.of(GlanceV1Image.ofHeaders(answer))
                                        .filter(image -> !image.isDeleted())
                                : Optional.empty());
    }

    Mono<Pages.Page<Image>> page(ImageFilter filter, int limit, @Nullable String marker) {
        var query = GlanceList.query(GlanceV1Query.of(filter, limit, marker));
        return glance.send(found ->
                        Call.get(
                                Service.IMAGE,
                                root(found) + "/images/detail" + query,
                                "list the images"))
                .map(answer -> page(answer, limit));
    }

    /** It does not say whether there are more. */
    private static Pages.Page<Image> page(Answer answer, int limit) {
        var images = GlanceV1Image.ofList(answer).stream().map(GlanceV1Image::image).toList();
        boolean full = !images.isEmpty() && images.size() >= Math.min(limit, LEAST_PAGE);
        return new Pages.Page<>(images, full ? images.getLast().id() : null);
    }

    /** In this one call, and in no later one, size 0 makes an image active. */
    Mono<Registered> registerActive(NewImage image) {
        var objection = GlanceV1Objections.to(image);
        if (objection.isPresent()) {
            // Whoever did not ask before: what does not fit must never reach a header.
            return Mono.error(
                    new Trouble(ProblemType.STRATEGY_UNAVAILABLE.refusal(objection.get())));
        }
        return glance.send(found ->
                        Call.postNothing(
                                        Service.IMAGE,
                                        root(found) + "/images",
                                        "register image " + image.id())
                                .with(GlanceV1Headers.of(image))
                                .vouching(
                                        image.external() == null
                                                ? Vouching.WHEN_EXPIRED
                                                : Vouching.NEVER)
                                .expecting(409))
                .map(answer -> answer.is(409) ? Registered.ID_TAKEN : Registered.CREATED);
    }

    Mono<Optional<Image>> change(String id, ImageChange change) {
        return read(id).flatMap(found -> change(found, change, new Rounds(id)));
    }

    /** A property that somebody adds between our look and our call is seen only in the answer. */
    private Mono<Optional<Image>> change(
            Optional<GlanceV1Image> found, ImageChange change, Rounds rounds) {
        if (found.isEmpty()) {
            return Mono.just(Optional.empty());
        }
        var known = found.get();
        var update = GlanceV1Update.of(known, change);
        if (update.isNothing()) {
            return Mono.just(Optional.of(known.image()));
        }
        return GlanceV1Objections.to(change, update)
                .<Mono<Optional<Image>>>map(why ->
                        Mono.error(new Trouble(ProblemType.UNSUPPORTED_BY_GLANCE.refusal(why))))
                .orElseGet(() ->
                        rounds.next()
                                .then(send(known.image(), update))
                                .flatMap(now -> change(now, change, rounds)));
    }

    private Mono<Optional<GlanceV1Image>> send(Image image, GlanceV1Update update) {
        return glance.send(found ->
                        Call.putNothing(
                                        Service.IMAGE,
                                        url(found, image.id()),
                                        "change image " + image.id())
                                .with(GlanceV1Headers.of(update))
                                .expecting(404))
                .onErrorResume(Trouble.class, trouble -> refused(trouble, image))
                .map(answer ->
                        answer.successful()
                                ? Optional.of(GlanceV1Image.ofBody(answer))
                                        .filter(now -> !now.isDeleted())
                                : Optional.empty());
    }

    /** Of an image that is merely shared with us it says 500 instead of no. */
    private Mono<Answer> refused(Trouble trouble, Image image) {
        var problem = trouble.problem();
        return glance.projectId()
                .flatMap(project ->
                        Sender.status(trouble) != 500 || image.isOf(project)
                                ? Mono.error(trouble)
                                : Mono.error(
                                        new Trouble(
                                                new Problem(
                                                        ProblemType.CLOUD_FORBIDDEN.word(),
                                                        problem.detail()
                                                                + " The image belongs to another project.",
                                                        problem.upstream(),
                                                        false,
                                                        false,
                                                        null),
                                                trouble)));
    }

    Mono<Answer> delete(String id) {
        return glance.send(found ->
                Call.delete(Service.IMAGE, url(found, id), "delete image " + id)
                        .expecting(404, 410));
    }

    private static String root(Api.Found found) {
        return found.base() + "/v1";
    }

    private static String url(Api.Found found, String id) {
        return root(found) + "/images/" + UriUtils.encode(id, StandardCharsets.UTF_8);
    }
}
