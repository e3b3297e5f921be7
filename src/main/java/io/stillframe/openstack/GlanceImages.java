package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.NewImage;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All of a Glance, whichever versions of the Image API it offers: the newer one where it can. */
final class GlanceImages implements Images {

    private final Glance glance;
    private final GlanceV1Images v1;
    private final GlanceV2Images v2;
    private final GlanceLocations locations;
    private final GlanceList list;

    GlanceImages(Api api, boolean volumesVouchedFor, InstantSource clock, int pageSize) {
        this.glance = new Glance(api);
        this.v1 = new GlanceV1Images(glance);
        this.v2 = new GlanceV2Images(glance, clock);
        this.locations = new GlanceLocations(glance, volumesVouchedFor, clock);
        this.list = new GlanceList(pageSize);
    }

    /** Finds out once what every image needs to be read or written. */
    Mono<?> prepared() {
        return glance.newest().flatMap(api -> api == ImageApi.V2 ? v2.prepared() : Mono.empty());
    }

    @Override
    public Set<ImageApi> apis() {
        return Await.result(glance.offered());
    }

    @Override
    public Optional<Image> find(String id) {
        return Await.result(
                glance.byNewest(api ->
                        switch (api) {
                            case V1 -> v1.find(id);
                            case V2 -> v2.find(id);
                        }));
    }

    @Override
    public Registered register(NewImage image) {
        return Await.result(glance.by(ImageApi.V2, () -> v2.register(image)));
    }

    @Override
    public Registered registerActive(NewImage image) {
        return Await.result(glance.by(ImageApi.V1, () -> v1.registerActive(image)));
    }

    @Override
    public Optional<String> objection(NewImage image, ImageApi api) {
        return objectionOf(image, api);
    }

    static Optional<String> objectionOf(NewImage image, ImageApi api) {
        return switch (api) {
            case V1 -> GlanceV1Objections.to(image);
            case V2 -> GlanceV2Objections.to(image);
        };
    }

    @Override
    public void uploadNothing(String id) {
        Await.result(glance.by(ImageApi.V2, () -> v2.uploadNothing(id)));
    }

    @Override
    public Added addLocation(String id, Location location) {
        return Await.result(glance.by(ImageApi.V2, () -> locations.add(id, location)));
    }

    @Override
    public void delete(String id) {
        Await.result(
                glance.byNewest(api ->
                        switch (api) {
                            case V1 -> v1.delete(id);
                            case V2 -> v2.delete(id);
                        }));
    }

    @Override
    public Page list(ImageFilter filter, int limit, @Nullable String marker) {
        return Await.result(
                glance.byNewest(api -> list.page(filter, limit, marker, pages(api, filter))));
    }

    private GlanceList.Reader pages(ImageApi api, ImageFilter filter) {
        return switch (api) {
            case V1 -> (most, after) -> v1.page(filter, most, after);
            case V2 -> (most, after) -> v2.page(filter, most, after);
        };
    }

    @Override
    public Optional<Image> change(String id, ImageChange change) {
        return Await.result(
                glance.byNewest(api ->
                        switch (api) {
                            case V1 -> v1.change(id, change);
                            case V2 -> v2.change(id, change);
                        }));
    }
}
