package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.http.KeystoneFault.forbidden;

import io.stillframe.sandbox.world.ApplicationCredential;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.World;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Application credentials: made and ended by their own user, with a token of the user's own. */
final class KeystoneCredentials {

    private final Identity identity;

    KeystoneCredentials(World world) {
        this.identity = world.identity();
    }

    Answer create(Call call) {
        var caller = selfIn(call, "identity:create_application_credential");
        var wish =
                KeystoneTokens.json(
                                call, "Expecting to find application_credential in request body.")
                        .path("application_credential");
        var name = KeystoneTokens.text(wish, "name");
        if (name == null) {
            throw new Refused(400, "'name' is a required property");
        }
        var made =
                identity.addCredential(caller, name, end(KeystoneTokens.text(wish, "expires_at")));
        if (identity.hasEnded(made)) {
            identity.remove(made);
            throw KeystoneFault.notUnderstood("The 'expires_at' must not be before now.");
        }
        return Answer.json(201, Json.object("application_credential", view(made)));
    }

    private static @Nullable Instant end(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(
                            text.endsWith("Z") ? text.substring(0, text.length() - 1) : text)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notATime) {
            throw KeystoneFault.notUnderstood("Timestamp not in expected format.");
        }
    }

    private static ObjectNode view(ApplicationCredential credential) {
        var end = credential.expiresAt();
        var caller = credential.caller();
        return Json.object()
                .put("id", credential.id())
                .put("name", credential.name())
                .putNull("description")
                .put("user_id", caller.user().id())
                .put("project_id", caller.project().id())
                .putNull("system")
                .put("expires_at", end == null ? null : Times.exact(end))
                .putNull("unrestricted")
                .set("roles", Json.array(caller.roles(), KeystoneTokens::role))
                .put("secret", credential.secret());
    }

    Answer delete(Call call) {
        var caller = selfIn(call, "identity:delete_application_credential");
        var id = String.valueOf(call.variable("credential"));
        identity.remove(
                identity.findCredential(id, null, null)
                        .filter(found -> found.caller().user().equals(caller.user()))
                        .orElseThrow(() -> notFound(id)));
        return Answer.empty(204);
    }

    static Refused notFound(String id) {
        return new Refused(404, "Could not find Application Credential: %s.".formatted(id));
    }

    /** Nobody makes credentials for others, not even an administrator. */
    private Caller selfIn(Call call, String rule) {
        var token = KeystoneTokens.asker(identity.tokens(), call);
        if (!token.caller().user().id().equals(call.variable("id"))) {
            throw forbidden(rule);
        }
        if (token.credential() != null) {
            throw forbidden(
                    "Using method 'application_credential' is not allowed for managing additional application"
                            + " credentials.");
        }
        return token.caller();
    }
}
