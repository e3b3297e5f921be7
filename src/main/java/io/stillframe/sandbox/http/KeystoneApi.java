package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.ApplicationCredential;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Ids;
import io.stillframe.sandbox.world.Project;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Token;
import io.stillframe.sandbox.world.User;
import io.stillframe.sandbox.world.World;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keystone, as far as clients need it to get in. */
final class KeystoneApi {

    private static final String UNAUTHENTICATED =
            "The request you have made requires authentication.";
    private static final String NO_AUTH =
            "Expecting to find auth in request body. The server could not comply with the request since it is either"
                    + " malformed or otherwise incorrect. The client is assumed to be in error.";

    private final World world;
    private final Identity identity;
    private final Catalog catalog;

    KeystoneApi(World world, Catalog catalog) {
        this.world = world;
        this.identity = world.identity();
        this.catalog = catalog;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        return new Routes("keystone", "/identity", gateway)
                .get("/identity", "versions", this::versions)
                .get("/identity/", "versions", this::versions)
                .get("/identity/v3", "versions", this::version)
                .get("/identity/v3/", "versions", this::version)
                .post("/identity/v3/auth/tokens", "issue-token", call -> answer(() -> issue(call)))
                .get(
                        "/identity/v3/auth/tokens",
                        "validate-token",
                        call -> answer(() -> validate(call)))
                .on(
                        HttpMethod.HEAD,
                        "/identity/v3/auth/tokens",
                        "validate-token",
                        call -> answer(() -> validate(call)))
                .delete(
                        "/identity/v3/auth/tokens",
                        "revoke-token",
                        call -> answer(() -> revoke(call)))
                .get("/identity/v3/auth/catalog", "catalog", call -> answer(() -> ownCatalog(call)))
                .get(
                        "/identity/v3/auth/projects",
                        "list-projects",
                        call -> answer(() -> ownProjects(call)))
                .get(
                        "/identity/v3/projects",
                        "list-projects",
                        call -> answer(() -> ownProjects(call)))
                .get(
                        "/identity/v3/projects/{id}",
                        "show-project",
                        call -> answer(() -> project(call)))
                .get("/identity/v3/users/{id}", "show-user", call -> answer(() -> user(call)))
                .post(
                        "/identity/v3/users/{id}/application_credentials",
                        "create-credential",
                        call -> answer(() -> newCredential(call)))
                .delete(
                        "/identity/v3/users/{id}/application_credentials/{credential}",
                        "delete-credential",
                        call -> answer(() -> deleteCredential(call)))
                .otherwise(_ ->
                        error(404, "The requested URL was not found on the server.", "Not Found"))
                .build();
    }

    private interface Work {
        Answer answer();
    }

    private Answer answer(Work work) {
        var answer =
                world.inside(() -> {
                    try {
                        return work.answer();
                    } catch (Refused refused) {
                        return refusal(refused);
                    }
                });
        return answer.with("Vary", "X-Auth-Token")
                .with("x-openstack-request-id", "req-" + world.ids().uuid());
    }

    private Answer refusal(Refused refused) {
        return switch (refused.status()) {
            case 400 -> error(400, refused.words(), "Bad Request");
            case 401 ->
                    error(401, refused.words(), "Unauthorized")
                            .with(
                                    "WWW-Authenticate",
                                    "Keystone uri=\"" + catalog.at("/identity/v3") + "\"");
            case 403 -> error(403, refused.words(), "Forbidden");
            default -> error(404, refused.words(), "Not Found");
        };
    }

    private static Answer error(int status, String message, String title) {
        return Answer.json(
                status,
                Json.object(
                        "error",
                        Json.object()
                                .put("code", status)
                                .put("message", message)
                                .put("title", title)));
    }

    private Answer versions(Call call) {
        return Answer.json(
                        300,
                        Json.object("versions", Json.object("values", Json.array(versionEntry()))))
                .with("Location", catalog.at("/identity/v3/"))
                .with("Vary", "X-Auth-Token")
                .with("x-openstack-request-id", call.requestId());
    }

    private Answer version(Call call) {
        return Answer.json(200, Json.object("version", versionEntry()))
                .with("Vary", "X-Auth-Token")
                .with("x-openstack-request-id", call.requestId());
    }

    private ObjectNode versionEntry() {
        return Json.object()
                .put("id", "v3.14")
                .put("status", "stable")
                .put("updated", "2020-04-07T00:00:00Z")
                .set("links", Json.array(Json.link("self", catalog.at("/identity/v3/"))))
                .set(
                        "media-types",
                        Json.array(
                                Json.object()
                                        .put("base", "application/json")
                                        .put(
                                                "type",
                                                "application/vnd.openstack.identity-v3+json")));
    }

    private Answer issue(Call call) {
        if (call.isChunked()) {
            throw new Refused(400, NO_AUTH);
        }
        var auth = call.json(NO_AUTH).path("auth");
        if (!auth.isObject()) {
            throw new Refused(400, NO_AUTH);
        }
        var method = auth.path("identity").path("methods").path(0).asString("");
        var proof = auth.path("identity").path(method);
        var token =
                switch (method) {
                    case "password" -> byPassword(proof.path("user"), auth.path("scope"));
                    case "application_credential" -> byCredential(proof);
                    case "token" -> byToken(proof, auth.path("scope"));
                    default -> throw unauthenticated();
                };
        return Answer.json(201, body(token)).with("X-Subject-Token", token.id());
    }

    private Token byPassword(JsonNode proof, JsonNode scope) {
        var user =
                identity.findUser(text(proof, "id"), text(proof, "name"))
                        .filter(u -> u.password().equals(text(proof, "password")))
                        .orElseThrow(KeystoneApi::unauthenticated);
        return identity.issue(scoped(user, scope), "password", null);
    }

    private Token byToken(JsonNode proof, JsonNode scope) {
        var known = identity.validate(text(proof, "id")).orElseThrow(KeystoneApi::unauthenticated);
        return identity.issue(scoped(known.caller().user(), scope), "token", known.expiresAt());
    }

    private Token byCredential(JsonNode proof) {
        var user =
                proof.path("user").isObject()
                        ? identity.findUser(
                                        text(proof.path("user"), "id"),
                                        text(proof.path("user"), "name"))
                                .orElse(null)
                        : null;
        ApplicationCredential credential =
                identity.findCredential(text(proof, "id"), text(proof, "name"), user)
                        .filter(c -> c.secret().equals(text(proof, "secret")))
                        .orElseThrow(KeystoneApi::unauthenticated);
        return identity.issue(
                credential.caller(), "application_credential", credential.expiresAt());
    }

    private Caller scoped(User user, JsonNode scope) {
        var wanted = scope.path("project");
        Project project = null;
        if (wanted.isObject()) {
            project =
                    identity.findProject(text(wanted, "id"), text(wanted, "name"))
                            .orElseThrow(KeystoneApi::unauthenticated);
        }
        return identity.caller(user, project).orElseThrow(KeystoneApi::unauthenticated);
    }

    private Token asker(Call call) {
        return identity.validate(call.header("X-Auth-Token"))
                .orElseThrow(KeystoneApi::unauthenticated);
    }

    private Token subject(Call call) {
        var asker = asker(call);
        return identity.validate(call.header("X-Subject-Token"))
                .filter(t ->
                        t.caller().user().equals(asker.caller().user())
                                || asker.caller().isService())
                .orElseThrow(() -> new Refused(404, "Could not recognize Fernet token"));
    }

    private Answer validate(Call call) {
        var token = subject(call);
        return Answer.json(200, body(token)).with("X-Subject-Token", token.id());
    }

    private Answer revoke(Call call) {
        identity.revoke(subject(call).id());
        return Answer.empty(204);
    }

    private Answer ownCatalog(Call call) {
        return Answer.json(
                200,
                Json.object("catalog", catalog.of(asker(call).caller().project().id()))
                        .set(
                                "links",
                                Json.object()
                                        .put("self", catalog.at("/identity/v3/auth/catalog"))));
    }

    private Answer ownProjects(Call call) {
        var caller = asker(call).caller();
        var all =
                caller.isAdmin() && call.path().endsWith("/v3/projects")
                        ? identity.projects()
                        : identity.projectsOf(caller.user());
        var name = call.param("name");
        var wanted = all.stream().filter(p -> name == null || p.name().equals(name)).toList();
        return Answer.json(
                200,
                Json.object("projects", Json.array(wanted, this::project))
                        .set(
                                "links",
                                Json.object()
                                        .putNull("next")
                                        .put("self", catalog.at(call.path()))
                                        .putNull("previous")));
    }

    private Answer project(Call call) {
        var caller = asker(call).caller();
        var id = call.variable("id");
        return identity.findProject(id, null)
                .filter(p -> caller.maySee(p.id()))
                .map(p -> Answer.json(200, Json.object("project", project(p))))
                .orElseThrow(() -> new Refused(404, "Could not find project: %s.".formatted(id)));
    }

    private ObjectNode project(Project project) {
        return Json.object()
                .put("id", project.id())
                .put("name", project.name())
                .put("domain_id", "default")
                .put("description", "")
                .put("enabled", true)
                .put("parent_id", "default")
                .put("is_domain", false)
                .set("tags", Json.array())
                .set("options", Json.object())
                .set(
                        "links",
                        Json.object()
                                .put("self", catalog.at("/identity/v3/projects/" + project.id())));
    }

    private Answer user(Call call) {
        var caller = asker(call).caller();
        var id = call.variable("id");
        return identity.findUser(id, null)
                .filter(u -> caller.isAdmin() || u.equals(caller.user()))
                .map(u ->
                        Answer.json(
                                200,
                                Json.object(
                                        "user",
                                        Json.object()
                                                .put("id", u.id())
                                                .put("name", u.name())
                                                .put("domain_id", "default")
                                                .put("enabled", true))))
                .orElseThrow(() -> new Refused(404, "Could not find user: %s.".formatted(id)));
    }

    private Answer newCredential(Call call) {
        var caller = selfIn(call);
        var wish = call.json(NO_AUTH).path("application_credential");
        var name = text(wish, "name");
        if (name == null) {
            throw new Refused(400, "'name' is a required property");
        }
        var made = identity.addCredential(caller, name, null);
        return Answer.json(
                201,
                Json.object(
                        "application_credential",
                        Json.object()
                                .put("id", made.id())
                                .put("name", made.name())
                                .put("secret", made.secret())
                                .put("project_id", caller.project().id())
                                .put("unrestricted", false)
                                .putNull("expires_at")));
    }

    private Answer deleteCredential(Call call) {
        var caller = selfIn(call);
        var id = String.valueOf(call.variable("credential"));
        var credential =
                identity.findCredential(id, null, null)
                        .filter(found -> found.caller().user().equals(caller.user()))
                        .orElseThrow(() ->
                                new Refused(
                                        404,
                                        "Could not find Application Credential: %s."
                                                .formatted(id)));
        identity.removeCredential(credential.id());
        return Answer.empty(204);
    }

    /** Nobody makes credentials for others, not even an administrator. */
    private Caller selfIn(Call call) {
        var caller = asker(call).caller();
        if (!caller.user().id().equals(call.variable("id"))) {
            throw new Refused(
                    403,
                    "You are not authorized to perform the requested action: identity:application_credentials.");
        }
        return caller;
    }

    private ObjectNode body(Token token) {
        var caller = token.caller();
        var domain = Json.object().put("id", "default").put("name", "Default");
        var body =
                Json.object()
                        .set("methods", Json.array().add(token.method()))
                        .set(
                                "user",
                                Json.object("domain", domain)
                                        .put("id", caller.user().id())
                                        .put("name", caller.user().name())
                                        .putNull("password_expires_at"))
                        .set("audit_ids", Json.array().add(token.auditId()))
                        .put("expires_at", Times.keystone(token.expiresAt()))
                        .put("issued_at", Times.keystone(token.issuedAt()))
                        .set(
                                "project",
                                Json.object("domain", domain)
                                        .put("id", caller.project().id())
                                        .put("name", caller.project().name()))
                        .put("is_domain", false);
        body.set(
                "roles",
                Json.array(
                        caller.roles(),
                        r -> Json.object().put("id", Ids.hexOf("role " + r)).put("name", r)));
        body.set("catalog", catalog.of(caller.project().id()));
        return Json.object("token", body);
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.path(field).asString() : null;
    }

    private static Refused unauthenticated() {
        return new Refused(401, UNAUTHENTICATED);
    }
}
