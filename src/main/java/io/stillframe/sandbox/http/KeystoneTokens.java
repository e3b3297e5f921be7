package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.http.KeystoneFault.forbidden;
import static io.stillframe.sandbox.http.KeystoneFault.unauthenticated;

import io.stillframe.sandbox.world.ApplicationCredential;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Ids;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Token;
import io.stillframe.sandbox.world.Tokens;
import io.stillframe.sandbox.world.User;
import io.stillframe.sandbox.world.World;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How one gets a token, and who may look at it or end it. */
final class KeystoneTokens {

    private static final String NO_AUTH = "Expecting to find auth in request body.";

    private final Identity identity;
    private final Tokens tokens;
    private final Catalog catalog;

    KeystoneTokens(World world, Catalog catalog) {
        this.identity = world.identity();
        this.tokens = world.identity().tokens();
        this.catalog = catalog;
    }

    /** Whose request it is. Keystone itself takes no token after its end, whoever brings it. */
    static Token asker(Tokens tokens, Call call) {
        return tokens.good(call.header("X-Auth-Token")).orElseThrow(KeystoneFault::unauthenticated);
    }

    Answer issue(Call call) {
        if (call.isChunked()) {
            throw KeystoneFault.notUnderstood(NO_AUTH);
        }
        var auth = json(call, NO_AUTH).path("auth");
        if (!auth.isObject()) {
            throw KeystoneFault.notUnderstood(NO_AUTH);
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

    static JsonNode json(Call call, String complaint) {
        try {
            return call.json(complaint);
        } catch (Refused notJson) {
            throw KeystoneFault.notUnderstood(notJson.words());
        }
    }

    private Token byPassword(JsonNode proof, JsonNode scope) {
        var user =
                identity.findUser(text(proof, "id"), text(proof, "name"))
                        .filter(u -> u.password().equals(text(proof, "password")))
                        .filter(identity::mayLogIn)
                        .orElseThrow(KeystoneFault::unauthenticated);
        return tokens.byPassword(scoped(user, scope));
    }

    private Token byToken(JsonNode proof, JsonNode scope) {
        var id = text(proof, "id");
        var known = tokens.good(id).orElseThrow(() -> tokens.refusal(id));
        if (known.credential() != null) {
            throw forbidden("Using a delegated token to create another token is not allowed.");
        }
        return tokens.inExchange(known, scoped(known.caller().user(), scope));
    }

    private Token byCredential(JsonNode proof) {
        return tokens.byCredential(
                credential(proof)
                        .filter(c -> c.secret().equals(text(proof, "secret")))
                        .filter(c -> !identity.hasEnded(c))
                        .filter(c -> identity.mayLogIn(c.caller().user()))
                        .orElseThrow(KeystoneFault::unauthenticated));
    }

    /** One that is named by its id is either there or 404; by its name it is just not right. */
    private Optional<ApplicationCredential> credential(JsonNode proof) {
        var id = text(proof, "id");
        var owner = proof.path("user");
        var user =
                owner.isObject()
                        ? identity.findUser(text(owner, "id"), text(owner, "name")).orElse(null)
                        : null;
        var found = identity.findCredential(id, text(proof, "name"), user);
        if (id != null && found.isEmpty()) {
            throw KeystoneCredentials.notFound(id);
        }
        return found;
    }

    /** For a project, for none, or for what is the user's own; nobody has a role anywhere else. */
    private Caller scoped(User user, JsonNode scope) {
        if (scope.isMissingNode() || scope.isNull()) {
            return identity.callerAtHome(user);
        }
        if (scope.isString() && scope.asString().equals("unscoped")) {
            return identity.unscoped(user);
        }
        var wanted = scope.path("project");
        return Optional.of(wanted)
                .filter(JsonNode::isObject)
                .flatMap(p -> identity.findProject(text(p, "id"), text(p, "name")))
                .flatMap(project -> identity.caller(user, project))
                .orElseThrow(KeystoneFault::unauthenticated);
    }

    Answer validate(Call call) {
        var asker = asker(tokens, call).caller();
        var token = subject(call, "identity:validate_token", call.isSet("allow_expired"));
        boolean own = token.caller().user().equals(asker.user());
        if (!own && !asker.isService() && !asker.isAdmin()) {
            throw forbidden("identity:validate_token");
        }
        return Answer.json(200, body(token)).with("X-Subject-Token", token.id());
    }

    Answer revoke(Call call) {
        var asker = asker(tokens, call).caller();
        var token = subject(call, "identity:revoke_token", false);
        if (!token.caller().user().equals(asker.user()) && !asker.isAdmin()) {
            throw forbidden("identity:revoke_token");
        }
        tokens.revoke(token.id());
        return Answer.empty(204);
    }

    private Token subject(Call call, String rule, boolean orExpired) {
        var id = call.header("X-Subject-Token");
        if (id == null) {
            throw forbidden(rule);
        }
        return (orExpired ? tokens.goodOrExpired(id) : tokens.good(id))
                .orElseThrow(() -> tokens.refusal(id));
    }

    Answer ownCatalog(Call call) {
        var caller = asker(tokens, call).caller();
        if (!caller.isScoped()) {
            throw new Refused(403, "You are not authorized to perform the requested action.");
        }
        return Answer.json(
                200,
                Json.object("catalog", catalog.of(caller.project().id()))
                        .set(
                                "links",
                                Json.object()
                                        .put("self", catalog.at("/identity/v3/auth/catalog"))));
    }

    private ObjectNode body(Token token) {
        var caller = token.caller();
        var domain = Json.object().put("id", "default").put("name", "Default");
        var body =
                Json.object()
                        .set("methods", Json.strings(token.methods()))
                        .set(
                                "user",
                                Json.object("domain", domain)
                                        .put("id", caller.user().id())
                                        .put("name", caller.user().name())
                                        .putNull("password_expires_at"))
                        .set("audit_ids", Json.strings(token.auditIds()))
                        .put("expires_at", end(token))
                        .put("issued_at", Times.keystone(token.issuedAt()));
        if (caller.isScoped()) {
            body.set(
                            "project",
                            Json.object("domain", domain)
                                    .put("id", caller.project().id())
                                    .put("name", caller.project().name()))
                    .put("is_domain", false);
            body.set("roles", Json.array(caller.roles(), KeystoneTokens::role));
            body.set("catalog", catalog.of(caller.project().id()));
        }
        var credential = token.credential();
        if (credential != null) {
            body.set(
                    "application_credential",
                    Json.object()
                            .put("id", credential.id())
                            .put("name", credential.name())
                            .put("restricted", true));
        }
        return Json.object("token", body);
    }

    /** The end of a credential is written as Python does: without a zone, and maybe a fraction. */
    private static String end(Token token) {
        Instant end = token.expiresAt();
        return token.endsWithItsCredential() ? Times.python(end) : Times.keystone(end);
    }

    static ObjectNode role(String name) {
        return Json.object().put("id", Ids.hexOf("role " + name)).put("name", name);
    }

    static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.path(field).asString() : null;
    }
}
