package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeystoneApiTest {

    private static final String BY_PASSWORD =
            """
            {"auth": {"identity": {"methods": ["password"], "password": {"user":
                {"name": "%s", "password": "%s", "domain": {"name": "Default"}}}},
             "scope": {"project": {"name": "%s", "domain": {"name": "Default"}}}}}
            """;
    private static final String BY_CREDENTIAL =
            """
            {"auth": {"identity": {"methods": ["application_credential"], "application_credential":
                {"id": "%s", "secret": "%s"}}}}
            """;
    private static final String TOKENS = "/identity/v3/auth/tokens";

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final Client client = new Client(cloud);

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void givesATokenWithRolesAndCatalogue() throws Exception {
        var reply = client.post(TOKENS, BY_PASSWORD.formatted("demo", "demo", "demo"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("X-Subject-Token")).isNotEmpty();
        assertThat(reply.header("x-openstack-request-id")).startsWith("req-");
        var token = reply.json().path("token");
        assertThat(token.path("roles").findValuesAsString("name"))
                .containsExactlyInAnyOrder("reader", "member");
        assertThat(token.path("is_domain").toString()).isEqualTo("false");
        assertThat(token.path("issued_at").asString()).isEqualTo("2026-11-22T12:00:00.000000Z");
        assertThat(token.path("expires_at").asString()).isEqualTo("2026-11-22T13:00:00.000000Z");
        assertThat(token.path("catalog").findValuesAsString("type"))
                .containsExactly("identity", "compute", "volumev3", "image");
        assertThat(token.at("/catalog/2/endpoints/0/url").asString())
                .isEqualTo("%s/volume/v3/%s".formatted(cloud.url(), cloud.project("demo").id()));
    }

    @Test
    void putsTheRolesGrantedLaterIntoTheTokensIssuedFromThenOn() throws Exception {
        cloud.project("demo").grant("demo", "service").grant("robot", "member");
        var own = client.post(TOKENS, BY_PASSWORD.formatted("demo", "demo", "demo")).json();
        assertThat(own.at("/token/roles").findValuesAsString("name"))
                .containsExactlyInAnyOrder("reader", "member", "service");
        var robot = client.post(TOKENS, BY_PASSWORD.formatted("robot", "robot", "demo")).json();
        assertThat(robot.at("/token/roles").findValuesAsString("name"))
                .containsExactlyInAnyOrder("member", "reader");
        assertThat(cloud.project("demo").token().caller().roles()).contains("service");
    }

    @Test
    void refusesAWrongPasswordAndAProjectWithoutARoleInTheSameWords() throws Exception {
        for (var body :
                new String[] {
                    BY_PASSWORD.formatted("demo", "wrong", "demo"),
                    BY_PASSWORD.formatted("demo", "demo", "other"),
                    BY_PASSWORD.formatted("nobody", "demo", "demo")
                }) {
            var reply = client.post(TOKENS, body);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate"))
                    .isEqualTo("Keystone uri=\"%s\"".formatted(cloud.authUrl()));
            assertThat(reply.text())
                    .isEqualTo(
                            """
                            {"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}\
                            """);
        }
    }

    @Test
    void doesNotReadABodyWithoutALength() throws Exception {
        var reply = client.postChunked(TOKENS, BY_PASSWORD.formatted("demo", "demo", "demo"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asString())
                .startsWith("Expecting to find auth in request body.");
    }

    @Test
    void takesAnApplicationCredentialUntilItExpires() throws Exception {
        var credential =
                cloud.project("demo").addCredential("robot", clock.instant().plusSeconds(60));
        var reply =
                client.post(TOKENS, BY_CREDENTIAL.formatted(credential.id(), credential.secret()));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().at("/token/expires_at").asString())
                .isEqualTo("2026-11-22T12:01:00");
        clock.pass(Duration.ofSeconds(60));
        assertThat(
                        client.with("X-Auth-Token", reply.header("X-Subject-Token"))
                                .get("/identity/v3/auth/projects")
                                .status())
                .isEqualTo(401);
        assertThat(
                        client.post(
                                        TOKENS,
                                        BY_CREDENTIAL.formatted(
                                                credential.id(), credential.secret()))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void validatesATokenByItself() throws Exception {
        var token = cloud.project("demo").token().id();
        var self = client.with("X-Auth-Token", token, "X-Subject-Token", token);
        var reply = self.get(TOKENS);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/token/user/name").asString()).isEqualTo("demo");
        assertThat(
                        client.with("X-Auth-Token", token, "X-Subject-Token", "nonsense")
                                .get(TOKENS)
                                .status())
                .isEqualTo(404);
    }

    @Test
    void takesNoTokenThatIsRevoked() throws Exception {
        var token = cloud.project("demo").token().id();
        var self = client.with("X-Auth-Token", token, "X-Subject-Token", token);
        assertThat(self.delete(TOKENS).status()).isEqualTo(204);
        assertThat(self.get(TOKENS).status()).isEqualTo(401);
        assertThat(self.get("/compute/v2.1/servers").status()).isEqualTo(401);
    }

    @Test
    void listsItsVersionsWithThreeHundred() throws Exception {
        assertThat(client.get("/identity").status()).isEqualTo(300);
        var version = client.get("/identity/v3");
        assertThat(version.status()).isEqualTo(200);
        assertThat(version.json().at("/version/id").asString()).isEqualTo("v3.14");
    }
}
