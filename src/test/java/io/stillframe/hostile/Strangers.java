package io.stillframe.hostile;

import io.stillframe.sandbox.SandboxCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Callers that the simulated Keystone knows or has never heard of, by what they send. */
final class Strangers {

    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private final SandboxCloud cloud;

    Strangers(SandboxCloud cloud) {
        this.cloud = cloud;
        var demo = cloud.project("demo");
        demo.grant("fired", "member").grant("moved", "member").grant("robot", "service");
        demo.grant("auditor", "auditor");
        cloud.project("other").grant("looker", "reader");
        demo.grant("unscoped-admin", "admin").grant("unscoped-member", "member");
    }

    /** Header lines of whoever cannot say who it is. */
    Map<String, List<String>> unknown() {
        var demo = token("demo", "demo");
        var unknown = new LinkedHashMap<String, List<String>>();
        unknown.put("nobody", List.of());
        unknown.put("empty", list(""));
        unknown.put("blank", list("   "));
        unknown.put("garbage", list("garbage"));
        unknown.put("nearly good", list(demo + "x"));
        unknown.put("cut short", list(demo.substring(0, demo.length() - 1)));
        unknown.put("in capitals", list(demo.toUpperCase(Locale.ROOT)));
        unknown.put("two of them", List.of(list(demo).getFirst(), list(demo).getFirst()));
        unknown.put("with another", list(demo + ", " + demo));
        unknown.put("no ASCII", list("\u00ff\u00fe"));
        unknown.put("traversal", list("../v3/users"));
        unknown.put("SQL", list("' OR '1'='1"));
        unknown.put("oversized", list("g".repeat(12_000)));
        unknown.put("expired", list(expired()));
        unknown.put("revoked", list(revoked()));
        unknown.put("unscoped member", list(login("unscoped-member", "\"unscoped\"")));
        unknown.put("unscoped admin", list(login("unscoped-admin", "\"unscoped\"")));
        unknown.put("of a disabled user", list(disabled()));
        unknown.put("of a user without roles now", list(moved()));
        unknown.put("as a service's", List.of("X-Service-Token: " + demo));
        unknown.put("as a bearer's", List.of("Authorization: Bearer " + demo));
        unknown.put("as a cookie", List.of("Cookie: X-Auth-Token=" + demo));
        unknown.put(
                "told by others",
                List.of(
                        "X-Identity-Status: Confirmed",
                        "X-Project-Id: " + cloud.project("demo").id(),
                        "X-User-Id: demo",
                        "X-Roles: admin,member"));
        return unknown;
    }

    /** Of that user for that project. */
    List<String> known(String user, String project) {
        return list(token(user, project));
    }

    private String token(String user, String project) {
        return login(
                user,
                "{\"project\":{\"name\":\"%s\",\"domain\":{\"id\":\"default\"}}}"
                        .formatted(project));
    }

    private String expired() {
        cloud.tokenLife(Duration.ZERO);
        try {
            return token("demo", "demo");
        } finally {
            cloud.tokenLife(USUAL_LIFE);
        }
    }

    private String revoked() {
        var token = token("demo", "demo");
        cloud.revokeToken(token);
        return token;
    }

    private String disabled() {
        var token = token("fired", "demo");
        cloud.disable("fired");
        return token;
    }

    private String moved() {
        var token = token("moved", "demo");
        var identity = cloud.world().identity();
        cloud.world()
                .inside(() -> identity.takeRoles(identity.user("moved"), identity.project("demo")));
        return token;
    }

    private String login(String user, String scope) {
        var body =
                """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                    {"name": "%1$s", "password": "%1$s", "domain": {"id": "default"}}}}, "scope": %2$s}}
                """
                        .formatted(user, scope);
        try (var wire = new Wire(cloud.port())) {
            var answer = wire.send(Request.of("POST", "/identity/v3/auth/tokens").saying(body));
            if (answer.status() != 201) {
                throw new IllegalStateException(user + " cannot log in: " + answer);
            }
            return answer.header("x-subject-token");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> list(String token) {
        return List.of("X-Auth-Token: " + token);
    }
}
