package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nova: who may come in, which microversion is spoken, and what every answer carries. */
final class NovaApi {

    /** A request whose caller and microversion are known. */
    record Asked(Call call, Caller caller, Microversion version) {

        boolean isAtLeast(String version) {
            return version().isAtLeast(version);
        }

        JsonNode json() {
            if (call.isChunked()) {
                throw new Refused(400, "Malformed request body");
            }
            return call.json("Malformed request body");
        }
    }

    @FunctionalInterface
    interface Handler {
        Answer answer(Asked asked);
    }

    private static final String OLD_HEADER = "X-OpenStack-Nova-API-Version";

    private final World world;
    private final Admission admission;
    private final Catalog catalog;
    private final Microversion.Range versions;

    NovaApi(World world, Catalog catalog) {
        this.world = world;
        this.admission = Admission.strict(world);
        this.catalog = catalog;
        this.versions =
                new Microversion.Range(
                        "compute",
                        Microversion.of("2.1"),
                        Microversion.of(world.settings().glance().newestNova()));
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        var servers = new NovaServers(world, catalog);
        var attachments = new NovaAttachments(world);
        var flavors = new NovaFlavors(catalog);
        var base = "/compute/v2.1";
        return new Routes("nova", "/compute", gateway)
                .get("/compute", "versions", _ -> allVersions())
                .get("/compute/", "versions", _ -> allVersions())
                .get(base, "versions", this::oneVersion)
                .get(base + "/", "versions", this::oneVersion)
                .get(base + "/servers", "list-servers", to(asked -> servers.list(asked, false)))
                .get(
                        base + "/servers/detail",
                        "list-servers",
                        to(asked -> servers.list(asked, true)))
                .post(base + "/servers", "create-server", to(servers::create))
                .get(base + "/servers/{id}", "show-server", to(servers::show))
                .delete(base + "/servers/{id}", "delete-server", to(servers::delete))
                .post(base + "/servers/{id}/action", "server-action", to(servers::action))
                .get(
                        base + "/servers/{id}/os-volume_attachments",
                        "list-attachments",
                        to(attachments::list))
                .post(
                        base + "/servers/{id}/os-volume_attachments",
                        "attach-volume",
                        to(attachments::attach))
                .get(
                        base + "/servers/{id}/os-volume_attachments/{volume}",
                        "show-attachment",
                        to(attachments::show))
                .delete(
                        base + "/servers/{id}/os-volume_attachments/{volume}",
                        "detach-volume",
                        to(attachments::detach))
                .get(base + "/flavors", "list-flavors", to(asked -> flavors.list(asked, false)))
                .get(
                        base + "/flavors/detail",
                        "list-flavors",
                        to(asked -> flavors.list(asked, true)))
                .get(base + "/flavors/{id}", "show-flavor", to(flavors::show))
                .get(
                        base + "/flavors/{id}/os-extra_specs",
                        "show-flavor",
                        to(_ -> Answer.json(200, Json.object("extra_specs", Json.object()))))
                .on(
                        HttpMethod.GET,
                        base + "/extensions",
                        "list-extensions",
                        to(_ -> Answer.json(200, Json.object("extensions", Json.array()))))
                .otherwise(to(_ -> HtmlFault.noSuchPath()))
                .build();
    }

    private Operation to(Handler handler) {
        return call ->
                world.inside(() -> answer(call, handler))
                        .with("X-Openstack-Request-Id", call.requestId())
                        .with("X-Compute-Request-Id", call.requestId());
    }

    private Answer answer(Call call, Handler handler) {
        var guest = admission.of(call);
        if (guest.isEmpty()) {
            return JsonFault.unauthorized(catalog.at("/identity"));
        }
        Microversion version;
        try {
            version = versions.wantedBy(call, OLD_HEADER);
        } catch (Refused malformed) {
            return fault(malformed);
        }
        return spoken(
                version,
                versions.offers(version)
                        ? carriedOut(new Asked(call, guest.get().caller(), version), handler)
                        : fault(notOffered(version)));
    }

    private static Answer carriedOut(Asked asked, Handler handler) {
        try {
            return handler.answer(asked);
        } catch (Refused refused) {
            return fault(refused);
        }
    }

    private static Answer fault(Refused refused) {
        return JsonFault.of(refused).with("Content-Type", "application/json; charset=UTF-8");
    }

    private static Answer spoken(Microversion version, Answer answer) {
        return answer.with("Openstack-Api-Version", "compute " + version)
                .with(OLD_HEADER, version.toString())
                .with("Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version");
    }

    private Refused notOffered(Microversion version) {
        return new Refused(
                406,
                "Version %s is not supported by the API. Minimum is %s and maximum is %s."
                        .formatted(version, versions.least(), versions.most()));
    }

    private Answer allVersions() {
        var old =
                Json.object()
                        .put("id", "v2.0")
                        .put("status", "SUPPORTED")
                        .put("version", "")
                        .put("min_version", "")
                        .put("updated", "2011-01-21T11:33:21Z")
                        .set("links", Json.array(Json.link("self", catalog.at("/compute/v2/"))));
        var current =
                version().set("links", Json.array(Json.link("self", catalog.at("/compute/v2.1/"))));
        return Answer.json(200, Json.object("versions", Json.array(old, current)));
    }

    private Answer oneVersion(Call call) {
        var version =
                version()
                        .set(
                                "links",
                                Json.array(
                                        Json.link("self", catalog.at("/compute/v2.1/")),
                                        Json.object()
                                                .put("rel", "describedby")
                                                .put("type", "text/html")
                                                .put("href", "http://docs.openstack.org/")))
                        .set(
                                "media-types",
                                Json.array(
                                        Json.object()
                                                .put("base", "application/json")
                                                .put(
                                                        "type",
                                                        "application/vnd.openstack.compute+json;version=2.1")));
        return spoken(versions.least(), Answer.json(200, Json.object("version", version)))
                .with("X-Openstack-Request-Id", call.requestId())
                .with("X-Compute-Request-Id", call.requestId());
    }

    private ObjectNode version() {
        return Json.object()
                .put("id", "v2.1")
                .put("status", "CURRENT")
                .put("version", versions.most().toString())
                .put("min_version", versions.least().toString())
                .put("updated", "2013-07-23T11:33:21Z");
    }
}
