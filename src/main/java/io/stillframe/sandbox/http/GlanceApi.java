package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Token;
import io.stillframe.sandbox.world.World;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Glance: which versions there are, and who may come in. */
final class GlanceApi {

    private static final String UNAUTHENTICATED =
            "This server could not verify that you are authorized to access the document you requested. Either you supplied"
                    + " the wrong credentials (e.g., bad password), or your browser does not understand how to supply the"
                    + " credentials required.";

    /**
     * By a service: with the role itself, or with the token of a service beside the caller's own.
     */
    record Asked(Call call, Caller caller, boolean byService) {}

    @FunctionalInterface
    interface Handler {
        Answer answer(Asked asked);
    }

    private final World world;
    private final Catalog catalog;

    GlanceApi(World world, Catalog catalog) {
        this.world = world;
        this.catalog = catalog;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        var routes =
                new Routes("glance", "/image", gateway)
                        .get("/image", "versions", _ -> versions(300))
                        .get("/image/", "versions", _ -> versions(300))
                        .get("/image/versions", "versions", _ -> versions(200));
        if (world.settings().glance().servesV2()) {
            addV2(routes);
        }
        return routes.otherwise(call ->
                        call.path().startsWith("/image/v2/")
                                ? to(_ -> HtmlFault.noSuchPath()).answer(call)
                                : versions(300))
                .build();
    }

    private void addV2(Routes routes) {
        var images = new GlanceImages(world, catalog);
        var base = "/image/v2";
        routes.get(base, "versions", _ -> versions(300))
                .get(base + "/", "versions", _ -> versions(300))
                .get(
                        base + "/schemas/image",
                        "show-schema",
                        to(_ -> Answer.json(200, GlanceSchema.image(world.settings().locations()))))
                .get(base + "/images", "list-images", to(images::list))
                .post(base + "/images", "create-image", to(images::create))
                .get(base + "/images/{id}", "show-image", to(images::show))
                .on(HttpMethod.PATCH, base + "/images/{id}", "patch-image", to(images::patch))
                .delete(base + "/images/{id}", "delete-image", to(images::delete))
                .put(base + "/images/{id}/file", "upload-image", to(images::upload))
                .get(base + "/images/{id}/file", "download-image", to(images::download))
                .get(base + "/images/{id}/members", "list-members", to(images::members));
        if (world.settings().locations() == Locations.SERVICE_ONLY) {
            routes.post(base + "/images/{id}/locations", "add-location", to(images::addLocation))
                    .get(base + "/images/{id}/locations", "list-locations", to(images::locations));
        }
    }

    private Operation to(Handler handler) {
        return call -> {
            var answer = world.inside(() -> answer(call, handler));
            return answer.status() == 401
                    ? answer
                    : answer.with("X-Openstack-Request-Id", call.requestId());
        };
    }

    private Answer answer(Call call, Handler handler) {
        var token = world.identity().validate(call.header("X-Auth-Token"));
        if (token.isEmpty()) {
            return HtmlFault.of(call, new Refused(401, UNAUTHENTICATED))
                    .with("Www-Authenticate", "Keystone uri=\"" + catalog.at("/identity") + "\"");
        }
        try {
            return handler.answer(
                    new Asked(call, token.get().caller(), isByService(call, token.get())));
        } catch (Refused refused) {
            return HtmlFault.of(call, refused);
        }
    }

    private boolean isByService(Call call, Token token) {
        return token.caller().isService()
                || world.identity()
                        .validate(call.header("X-Service-Token"))
                        .filter(t -> t.caller().isService())
                        .isPresent();
    }

    /** Three hundred, and no redirect. */
    private Answer versions(int status) {
        var entries =
                Json.array(
                        ids(),
                        id ->
                                Json.object()
                                        .put("id", id)
                                        .put(
                                                "status",
                                                id.equals(ids().getFirst())
                                                        ? "CURRENT"
                                                        : "SUPPORTED")
                                        .set(
                                                "links",
                                                Json.array(
                                                        Json.link(
                                                                "self",
                                                                catalog.at("/image/v2/")))));
        return Answer.json(status, Json.object("versions", entries));
    }

    private List<String> ids() {
        var ids = new ArrayList<String>();
        if (world.settings().glance().servesV2()) {
            if (world.settings().locations() == Locations.SERVICE_ONLY) {
                ids.addAll(List.of("v2.17", "v2.16"));
            }
            ids.addAll(
                    List.of(
                            "v2.15", "v2.9", "v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1",
                            "v2.0"));
        }
        return ids;
    }
}
