package io.stillframe.sandbox.http;

import io.stillframe.sandbox.http.Admission.Guest;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

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
    private final Admission admission;
    private final Catalog catalog;

    GlanceApi(World world, Catalog catalog) {
        this.world = world;
        this.admission = Admission.forgiving(world);
        this.catalog = catalog;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        var routes =
                new Routes("glance", "/image", gateway)
                        .get("/image", "versions", _ -> versions(300))
                        .get("/image/", "versions", _ -> versions(300))
                        .get("/image/versions", "versions", _ -> versions(200));
        var served = new ArrayList<String>();
        if (world.settings().glance().servesV2()) {
            addV2(routes);
            served.add("/image/v2/");
        }
        if (world.settings().glance().servesV1()) {
            var spellings = List.of("/image/v1", "/image/v1.0", "/image/v1.1");
            routes.any("/image/v1", "versions", _ -> toTheList());
            spellings.forEach(base -> addV1(routes, base));
            spellings.forEach(base -> served.add(base + "/"));
        }
        return routes.otherwise(call ->
                        served.stream().anyMatch(call.path()::startsWith)
                                ? to(_ -> HtmlFault.noSuchPath()).answer(call)
                                : versions(300))
                .build();
    }

    private Answer toTheList() {
        return Answer.empty(302).with(HttpHeaders.LOCATION, catalog.at("/image/v1/"));
    }

    /** The operations have the names of version 2, where they mean the same. */
    private void addV1(Routes routes, String base) {
        var images = new GlanceV1Images(world);
        var members = new GlanceV1Members(world);
        routes.get(base + "/", "list-images", toV1(images::list))
                .get(base + "/images", "list-images", toV1(images::list))
                .get(base + "/images/detail", "list-images", toV1(images::listInFull))
                .post(base + "/images", "create-image", toV1(images::create))
                .on(HttpMethod.HEAD, base + "/images/{id}", "show-image", toV1(images::show))
                .get(base + "/images/{id}", "download-image", toV1(images::download))
                .put(base + "/images/{id}", "update-image", toV1(images::update))
                .delete(base + "/images/{id}", "delete-image", toV1(images::delete))
                .get(base + "/images/{id}/members", "list-members", toV1(members::list))
                .put(base + "/images/{id}/members", "replace-members", toV1(members::replace))
                .put(base + "/images/{id}/members/{member}", "add-member", toV1(members::add))
                .delete(
                        base + "/images/{id}/members/{member}",
                        "remove-member",
                        toV1(members::remove))
                .get(base + "/shared-images/{member}", "list-images", toV1(members::shared))
                .any(base + "/images", "unknown", toV1(_ -> notAllowed("GET, POST")))
                .any(base + "/images/detail", "unknown", toV1(_ -> notAllowed("GET")))
                .any(
                        base + "/images/{id}",
                        "unknown",
                        toV1(_ -> notAllowed("GET, HEAD, PUT, DELETE")));
    }

    private static Answer notAllowed(String methods) {
        return Answer.empty(405).with(HttpHeaders.ALLOW, methods);
    }

    private void addV2(Routes routes) {
        var images = new GlanceImages(world, catalog);
        var base = "/image/v2";
        routes.get(base, "versions", _ -> versions(300))
                .get(base + "/", "versions", _ -> versions(300))
                .get(
                        base + "/schemas/image",
                        "show-schema",
                        to(_ -> Answer.json(200, GlanceSchema.image())))
                .get(base + "/images", "list-images", to(images::list))
                .post(base + "/images", "create-image", to(images::create))
                .get(base + "/images/{id}", "show-image", to(images::show))
                .on(HttpMethod.PATCH, base + "/images/{id}", "patch-image", to(images::patch))
                .delete(base + "/images/{id}", "delete-image", to(images::delete))
                .put(base + "/images/{id}/file", "upload-image", to(images::upload))
                .get(base + "/images/{id}/file", "download-image", to(images::download))
                .post(
                        base + "/images/{id}/actions/deactivate",
                        "deactivate-image",
                        to(images::deactivate))
                .post(
                        base + "/images/{id}/actions/reactivate",
                        "reactivate-image",
                        to(images::reactivate))
                .get(base + "/images/{id}/members", "list-members", to(images::members))
                .get(base + "/info/stores", "list-stores", to(_ -> stores()));
        if (world.settings().locations() == Locations.SERVICE_ONLY) {
            routes.post(base + "/images/{id}/locations", "add-location", to(images::addLocation))
                    .get(base + "/images/{id}/locations", "list-locations", to(images::locations));
        }
    }

    private Operation to(Handler handler) {
        return to(handler, HtmlFault::of);
    }

    private Operation toV1(Handler handler) {
        var operation = to(handler, HtmlFault::inVersion1);
        return call ->
                GlanceV1Headers.areTooLong(call.headers())
                        ? Answer.empty(400).with("Connection", "close")
                        : operation.answer(call);
    }

    private Operation to(Handler handler, BiFunction<Call, Refused, Answer> fault) {
        return call -> {
            var answer = world.inside(() -> answer(call, handler, fault));
            return answer.status() == 401
                    ? answer
                    : answer.with("X-Openstack-Request-Id", call.requestId());
        };
    }

    private Answer answer(Call call, Handler handler, BiFunction<Call, Refused, Answer> fault) {
        var guest = admission.of(call);
        if (guest.isEmpty()) {
            return HtmlFault.of(call, new Refused(401, UNAUTHENTICATED))
                    .with("Www-Authenticate", "Keystone uri=\"" + catalog.at("/identity") + "\"");
        }
        try {
            return handler.answer(asked(call, guest.get()));
        } catch (Refused refused) {
            return fault.apply(call, refused);
        }
    }

    private static Asked asked(Call call, Guest guest) {
        var caller = guest.caller();
        return new Asked(call, caller, guest.broughtByService() || caller.isService());
    }

    private Answer stores() {
        var name = world.settings().store();
        if (name.isEmpty()) {
            throw new Refused(404, "Multi backend is not supported at this site.");
        }
        return Answer.json(
                200,
                Json.object(
                        "stores",
                        Json.array(
                                Json.object().put("id", "fs").put("default", "true"),
                                Json.object().put("id", name))));
    }

    /** Three hundred, and no redirect. */
    private Answer versions(int status) {
        var entries = Json.array();
        var glance = world.settings().glance();
        if (glance.servesV2()) {
            var ids = idsOfV2();
            ids.forEach(id ->
                    entries.add(
                            version(
                                    id,
                                    id.equals(ids.getFirst()) ? "CURRENT" : "SUPPORTED",
                                    "v2")));
        }
        if (glance.servesV1()) {
            // On its way out where the other one is there; in its own days nothing was said of
            // that.
            var standing = glance.servesV2() ? "DEPRECATED" : "SUPPORTED";
            List.of("v1.1", "v1.0").forEach(id -> entries.add(version(id, standing, "v1")));
        }
        return Answer.json(status, Json.object("versions", entries));
    }

    private ObjectNode version(String id, String standing, String path) {
        return Json.object()
                .put("id", id)
                .put("status", standing)
                .set("links", Json.array(Json.link("self", catalog.at("/image/" + path + "/"))));
    }

    private List<String> idsOfV2() {
        var ids = new ArrayList<String>();
        if (world.settings().locations() == Locations.SERVICE_ONLY) {
            ids.addAll(List.of("v2.17", "v2.16"));
        }
        ids.addAll(
                List.of(
                        "v2.15", "v2.9", "v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1",
                        "v2.0"));
        return ids;
    }
}
