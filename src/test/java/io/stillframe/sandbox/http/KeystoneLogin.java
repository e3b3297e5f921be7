package io.stillframe.sandbox.http;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.Client.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.ApplicationCredential;

/** The bodies that get a token, and the requests that look at one. */
final class KeystoneLogin {

    private static final String TOKENS = "/identity/v3/auth/tokens";

    private final Client client;

    KeystoneLogin(SandboxCloud cloud) {
        this.client = new Client(cloud);
    }

    /**
     * @param scope as JSON; empty for none
     */
    Reply byPassword(String user, String scope) throws Exception {
        return post(
                """
                {"methods": ["password"], "password": {"user":
                    {"name": "%1$s", "password": "%1$s", "domain": {"name": "Default"}}}}
                """
                        .formatted(user),
                scope);
    }

    Reply byCredential(String id, String secret) throws Exception {
        return post(
                """
                {"methods": ["application_credential"], "application_credential": {"id": "%s", "secret": "%s"}}
                """
                        .formatted(id, secret),
                "");
    }

    Reply by(ApplicationCredential credential) throws Exception {
        return byCredential(credential.id(), credential.secret());
    }

    Reply byToken(String token, String scope) throws Exception {
        return post(
                "{\"methods\": [\"token\"], \"token\": {\"id\": \"%s\"}}".formatted(token), scope);
    }

    private Reply post(String identity, String scope) throws Exception {
        var said = scope.isEmpty() ? "" : ", \"scope\": " + scope;
        return client.post(TOKENS, "{\"auth\": {\"identity\": %s%s}}".formatted(identity, said));
    }

    static String in(String project) {
        return "{\"project\": {\"name\": \"%s\", \"domain\": {\"name\": \"Default\"}}}"
                .formatted(project);
    }

    Reply validate(String asker, String subject) throws Exception {
        return client.with("X-Auth-Token", asker, "X-Subject-Token", subject).get(TOKENS);
    }

    Reply validateExpired(String asker, String subject) throws Exception {
        return client.with("X-Auth-Token", asker, "X-Subject-Token", subject)
                .get(TOKENS + "?allow_expired=1");
    }

    Reply revoke(String asker, String subject) throws Exception {
        return client.with("X-Auth-Token", asker, "X-Subject-Token", subject).delete(TOKENS);
    }

    static String token(Reply reply) {
        return reply.header("X-Subject-Token");
    }

    static String words(Reply reply) {
        return reply.json().at("/error/message").asString();
    }
}
