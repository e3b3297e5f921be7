package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cinder: who may come in, which microversion is spoken, and what every answer carries. */
final class CinderApi {

    /**
     * A request whose caller and microversion are known, and whose path names the caller's project.
     */
    record Asked(Call call, Caller caller, Microversion version) {

        boolean isAtLeast(String version) {
            return version().isAtLeast(version);
        }

        /** Administrators may ask for everybody's things at once; of others it is not heard. */
        boolean asksForAllProjects() {
            var word = call.param("all_tenants");
            return caller.isAdmin() && word != null && PythonBoolean.of(word);
        }

        /** Who asks for everybody's things may mean those of one project. */
        boolean asksForThoseOf(String projectId) {
            var wanted = call.param("project_id");
            return wanted == null || !asksForAllProjects() || wanted.equals(projectId);
        }

        JsonNode json() {
            if (call.isChunked()) {
                throw new Refused(
                        500,
                        "The server has either erred or is incapable of performing the requested operation.");
            }
            return call.json("Malformed request body");
        }
    }

    @FunctionalInterface
    interface Handler {
        Answer answer(Asked asked);
    }

    private static final Microversion.Range VERSIONS =
            new Microversion.Range("volume", Microversion.of("3.0"), Microversion.of("3.70"));

    private final World world;
    private final Admission admission;
    private final Catalog catalog;

    CinderApi(World world, Catalog catalog) {
        this.world = world;
        this.admission = Admission.strict(world);
        this.catalog = catalog;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        var volumes = new CinderVolumes(world, catalog);
        var snapshots = new CinderSnapshots(world, catalog);
        var limits = new CinderLimits(world, catalog);
        var base = "/volume/v3/{project}";
        return new Routes("cinder", "/volume", gateway)
                .get("/volume", "versions", call -> versions(300, call))
                .get("/volume/", "versions", call -> versions(300, call))
                .get("/volume/v3", "versions", call -> versions(200, call))
                .get("/volume/v3/", "versions", call -> versions(200, call))
                .get(base + "/volumes", "list-volumes", to(asked -> volumes.list(asked, false)))
                .get(
                        base + "/volumes/detail",
                        "list-volumes",
                        to(asked -> volumes.list(asked, true)))
                .post(base + "/volumes", "create-volume", to(volumes::create))
                .get(base + "/volumes/{id}", "show-volume", to(volumes::show))
                .put(base + "/volumes/{id}", "update-volume", to(volumes::update))
                .delete(base + "/volumes/{id}", "delete-volume", to(volumes::delete))
                .post(base + "/volumes/{id}/action", "volume-action", to(volumes::action))
                .get(base + "/volumes/{id}/encryption", "show-encryption", to(volumes::encryption))
                .get(base + "/volumes/{id}/metadata", "show-volume", to(volumes::metadata))
                .post(base + "/volumes/{id}/metadata", "update-volume", to(volumes::addMetadata))
                .get(
                        base + "/snapshots",
                        "list-snapshots",
                        to(asked -> snapshots.list(asked, false)))
                .get(
                        base + "/snapshots/detail",
                        "list-snapshots",
                        to(asked -> snapshots.list(asked, true)))
                .post(base + "/snapshots", "create-snapshot", to(snapshots::create))
                .get(base + "/snapshots/{id}", "show-snapshot", to(snapshots::show))
                .put(base + "/snapshots/{id}", "update-snapshot", to(snapshots::update))
                .delete(base + "/snapshots/{id}", "delete-snapshot", to(snapshots::delete))
                .post(base + "/snapshots/{id}/action", "snapshot-action", to(snapshots::action))
                .get(base + "/snapshots/{id}/metadata", "show-snapshot", to(snapshots::metadata))
                .post(
                        base + "/snapshots/{id}/metadata",
                        "update-snapshot",
                        to(asked -> snapshots.changeMetadata(asked, true)))
                .put(
                        base + "/snapshots/{id}/metadata",
                        "update-snapshot",
                        to(asked -> snapshots.changeMetadata(asked, false)))
                .get(base + "/limits", "limits", to(limits::limits))
                .get(base + "/os-quota-sets/{target}", "quota-usage", to(limits::quotaSet))
                .get(base + "/messages", "list-messages", to(limits::messages))
                .get(base + "/types", "list-types", to(limits::types))
                .get(base + "/types/{id}", "show-type", to(limits::type))
                .get(
                        base + "/extensions",
                        "list-extensions",
                        to(_ -> Answer.json(200, Json.object("extensions", Json.array()))))
                .otherwise(to(_ -> HtmlFault.noSuchPath()))
                .build();
    }

    private Operation to(Handler handler) {
        return call -> {
            var answer =
                    world.inside(() -> answer(call, handler))
                            .with("X-Openstack-Request-Id", call.requestId());
            return answer.status() == 401 || answer.written().length == 0
                    ? answer
                    : answer.with("X-Compute-Request-Id", call.requestId());
        };
    }

    private Answer answer(Call call, Handler handler) {
        var guest = admission.of(call);
        if (guest.isEmpty()) {
            return JsonFault.unauthorized(catalog.at("/identity"));
        }
        Microversion version;
        try {
            version = VERSIONS.wantedBy(call, null);
        } catch (Refused malformed) {
            return JsonFault.of(malformed);
        }
        return spoken(version, carriedOut(new Asked(call, guest.get().caller(), version), handler));
    }

    private static Answer carriedOut(Asked asked, Handler handler) {
        try {
            if (!VERSIONS.offers(asked.version())) {
                throw new Refused(
                        406,
                        "Version %s is not supported by the API. Minimum is %s and maximum is %s."
                                .formatted(asked.version(), VERSIONS.least(), VERSIONS.most()));
            }
            var project = asked.call().variables().get("project");
            if (project != null && !project.equals(asked.caller().project().id())) {
                throw new Refused(400, "Malformed request url");
            }
            return handler.answer(asked);
        } catch (Refused refused) {
            return JsonFault.of(refused);
        }
    }

    private static Answer spoken(Microversion version, Answer answer) {
        return answer.with("Openstack-Api-Version", "volume " + version)
                .with("Vary", "OpenStack-API-Version");
    }

    private Answer versions(int status, Call call) {
        ObjectNode version =
                Json.object()
                        .put("id", "v3.0")
                        .put("status", "CURRENT")
                        .put("version", VERSIONS.most().toString())
                        .put("min_version", VERSIONS.least().toString())
                        .put("updated", "2022-08-31T00:00:00Z");
        version.set(
                "links",
                Json.array(
                        Json.object()
                                .put("rel", "describedby")
                                .put("type", "text/html")
                                .put("href", "https://docs.openstack.org/"),
                        Json.link("self", catalog.at("/volume/v3/"))));
        version.set(
                "media-types",
                Json.array(
                        Json.object()
                                .put("base", "application/json")
                                .put("type", "application/vnd.openstack.volume+json;version=3")));
        return spoken(
                        VERSIONS.least(),
                        Answer.json(status, Json.object("versions", Json.array(version))))
                .with("X-Openstack-Request-Id", call.requestId())
                .with("X-Compute-Request-Id", call.requestId());
    }

    static int number(Call call, String name, int otherwise) {
        @Nullable String text = call.param(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number < 0) {
                throw new Refused(400, "%s param must be positive".formatted(name));
            }
            return number;
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "%s param must be an integer".formatted(name));
        }
    }
}
