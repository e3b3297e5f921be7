package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** Keystone, as far as clients need it to get in. */
final class KeystoneApi {

    private final World world;
    private final Catalog catalog;

    KeystoneApi(World world, Catalog catalog) {
        this.world = world;
        this.catalog = catalog;
    }

    RouterFunction<ServerResponse> routes(Gateway gateway) {
        var tokens = new KeystoneTokens(world, catalog);
        var accounts = new KeystoneAccounts(world, catalog);
        var credentials = new KeystoneCredentials(world);
        var auth = "/identity/v3/auth";
        var user = "/identity/v3/users/{id}";
        return new Routes("keystone", "/identity", gateway)
                .get("/identity", "versions", this::versions)
                .get("/identity/", "versions", this::versions)
                .get("/identity/v3", "versions", this::version)
                .get("/identity/v3/", "versions", this::version)
                .post(auth + "/tokens", "issue-token", to(tokens::issue))
                .get(auth + "/tokens", "validate-token", to(tokens::validate))
                .on(HttpMethod.HEAD, auth + "/tokens", "validate-token", to(tokens::validate))
                .delete(auth + "/tokens", "revoke-token", to(tokens::revoke))
                .get(auth + "/catalog", "catalog", to(tokens::ownCatalog))
                .get(auth + "/projects", "list-projects", to(accounts::ownProjects))
                .get("/identity/v3/projects", "list-projects", to(accounts::allProjects))
                .get("/identity/v3/projects/{id}", "show-project", to(accounts::project))
                .get(user, "show-user", to(accounts::user))
                .get(user + "/projects", "list-projects", to(accounts::projectsOfUser))
                .post(
                        user + "/application_credentials",
                        "create-credential",
                        to(credentials::create))
                .delete(
                        user + "/application_credentials/{credential}",
                        "delete-credential",
                        to(credentials::delete))
                .otherwise(_ ->
                        KeystoneFault.of(
                                404, "The requested URL was not found on the server.", "Not Found"))
                .build();
    }

    private Operation to(Function<Call, Answer> work) {
        return call -> named(world.inside(() -> answer(call, work)));
    }

    private Answer answer(Call call, Function<Call, Answer> work) {
        try {
            return work.apply(call);
        } catch (Refused refused) {
            return KeystoneFault.of(refused, catalog.at("/identity/v3"));
        }
    }

    private Answer named(Answer answer) {
        return answer.with("Vary", "X-Auth-Token")
                .with("x-openstack-request-id", "req-" + world.ids().uuid());
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
}
