package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** Images by version 1 of the Image API, which carries all that it says of them in headers. */
final class GlanceV1Images {

    private final Api api;

    GlanceV1Images(Api api) {
        this.api = api;
    }

    /** By HEAD: a GET would send the image's data, too. */
    Mono<Optional<Image>> find(String id) {
        return api.send(found ->
                        Call.head(Service.IMAGE, url(found, id), "read image " + id).expecting(404))
                .map(answer ->
                        answer.successful() ? GlanceV1Headers.image(answer) : Optional.empty());
    }

    /** Size 0 is what makes an image active in this one call, and in no later one. */
    Mono<Registered> registerActive(NewImage image) {
        var objection = GlanceV1Objections.to(image);
        if (objection.isPresent()) {
            // Whoever did not ask before: what does not fit must never reach a header.
            return Mono.error(
                    new Trouble(ProblemType.STRATEGY_UNAVAILABLE.refusal(objection.get())));
        }
        return api.send(found ->
                        Call.postNothing(
                                        Service.IMAGE,
                                        root(found) + "/images",
                                        "register image " + image.id())
                                .with(GlanceV1Headers.of(image))
                                .expecting(409))
                .map(answer -> answer.is(409) ? Registered.ID_TAKEN : Registered.CREATED);
    }

    Mono<Answer> delete(String id) {
        return api.send(found ->
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
