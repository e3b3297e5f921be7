package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All of a Glance, whichever versions of the Image API it offers: the newer one where it can. */
final class GlanceImages implements Images {

    private final Api api;
    private final GlanceV1Images v1;
    private final GlanceV2Images v2;
    private final GlanceLocations locations;

    GlanceImages(Api api, InstantSource clock) {
        this.api = api;
        this.v1 = new GlanceV1Images(api);
        this.v2 = new GlanceV2Images(api);
        this.locations = new GlanceLocations(api, clock);
    }

    /** Finds out once what every image needs to be read or written. */
    Mono<?> prepared() {
        return newest().flatMap(api -> api == ImageApi.V2 ? v2.prepared() : Mono.empty());
    }

    @Override
    public Set<ImageApi> apis() {
        return Await.result(offered());
    }

    private Mono<Set<ImageApi>> offered() {
        return api.found().map(GlanceImages::offered);
    }

    private static Set<ImageApi> offered(Api.Found found) {
        var offered = EnumSet.noneOf(ImageApi.class);
        for (var version : found.versions()) {
            if (version.startsWith("v1")) {
                offered.add(ImageApi.V1);
            } else if (version.startsWith("v2")) {
                offered.add(ImageApi.V2);
            }
        }
        if (offered.isEmpty()) {
            throw new Trouble(
                    ProblemType.CLOUD_UNEXPECTED.refusal(
                            ("Glance at %s offers neither version 1 nor version 2 of the Image API,"
                                            + " but %s. Is this the address of its Image API?")
                                    .formatted(found.base(), said(found))));
        }
        return offered;
    }

    private static String said(Api.Found found) {
        return found.versions().isEmpty() ? "none at all" : String.join(", ", found.versions());
    }

    private Mono<ImageApi> newest() {
        return offered().map(offered -> offered.contains(ImageApi.V2) ? ImageApi.V2 : ImageApi.V1);
    }

    @Override
    public Optional<Image> find(String id) {
        return Await.result(
                newest().flatMap(api ->
                        switch (api) {
                            case V1 -> v1.find(id);
                            case V2 -> v2.find(id);
                        }));
    }

    @Override
    public Registered register(NewImage image) {
        return Await.result(by(ImageApi.V2, () -> v2.register(image)));
    }

    @Override
    public Registered registerActive(NewImage image) {
        return Await.result(by(ImageApi.V1, () -> v1.registerActive(image)));
    }

    @Override
    public Optional<String> objection(NewImage image, ImageApi api) {
        return objectionOf(image, api);
    }

    static Optional<String> objectionOf(NewImage image, ImageApi api) {
        return switch (api) {
            case V1 -> GlanceV1Objections.to(image);
            case V2 -> Optional.empty();
        };
    }

    @Override
    public void uploadNothing(String id) {
        Await.result(by(ImageApi.V2, () -> v2.uploadNothing(id)));
    }

    @Override
    public Added addLocation(String id, String url) {
        return Await.result(by(ImageApi.V2, () -> locations.add(id, url)));
    }

    @Override
    public void delete(String id) {
        Await.result(
                newest().flatMap(api ->
                        switch (api) {
                            case V1 -> v1.delete(id);
                            case V2 -> v2.delete(id);
                        }));
    }

    @Override
    public Page list(ImageFilter filter, int limit, @Nullable String marker) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Optional<Image> change(String id, ImageChange change) {
        throw new UnsupportedOperationException("not yet");
    }

    private <T> Mono<T> by(ImageApi wanted, Supplier<Mono<T>> call) {
        return offered()
                .flatMap(offered ->
                        offered.contains(wanted) ? call.get() : Mono.error(notOffered(wanted)));
    }

    private static Trouble notOffered(ImageApi wanted) {
        return new Trouble(
                ProblemType.STRATEGY_UNAVAILABLE.refusal(
                        "Glance does not offer version %s of the Image API here."
                                .formatted(wanted == ImageApi.V1 ? "1" : "2")));
    }
}
