package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.http.KeystoneLogin.in;
import static io.stillframe.sandbox.http.KeystoneLogin.token;
import static io.stillframe.sandbox.http.KeystoneLogin.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token says, where it counts and when it ends, in the words of the real Keystone. */
class KeystoneTokensTest {

    private static final Duration LIFE = Duration.ofHours(1);

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final KeystoneLogin login = new KeystoneLogin(cloud);
    private final String demo = cloud.project("demo").token().id();
    private final Client asDemo = new Client(cloud, "X-Auth-Token", demo);

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void namesTheRolesThatOthersImply() throws Exception {
        var token = login.byPassword("admin", in("admin")).json().path("token");
        assertThat(token.path("roles").findValuesAsString("name"))
                .containsExactlyInAnyOrder("admin", "member", "reader");
        var service = login.byPassword("stillframe", in("service")).json().path("token");
        assertThat(service.path("roles").findValuesAsString("name")).containsExactly("service");
    }

    @Test
    void takesAUserHomeWhoSaysNoProject() throws Exception {
        var token = login.byPassword("reader", "").json().path("token");
        assertThat(token.at("/project/name").asString()).isEqualTo("demo");
    }

    @Test
    void givesAUserWithoutAHomeATokenForNoProject() throws Exception {
        cloud.project("demo").grant("homeless", "member");
        var token = login.byPassword("homeless", "").json().path("token");
        assertThat(token.propertyNames())
                .containsExactly("methods", "user", "audit_ids", "expires_at", "issued_at");
        assertThat(login.byPassword("homeless", in("demo")).status()).isEqualTo(201);
    }

    @Test
    void letsATokenForNoProjectSeeNothing() throws Exception {
        cloud.project("demo").addServers("web", 1, 1);
        var token = token(login.byPassword("demo", "\"unscoped\""));
        var nobody = new Client(cloud, "X-Auth-Token", token);
        assertThat(nobody.get("/compute/v2.1/servers").json().path("servers")).isEmpty();
        var volumes = "/volume/v3/%s/volumes".formatted(cloud.project("demo").id());
        assertThat(nobody.get(volumes).json().at("/badRequest/message").asString())
                .isEqualTo("Malformed request url");
        assertThat(nobody.get("/identity/v3/auth/catalog").status()).isEqualTo(403);
        assertThat(login.validate(token, token).json().path("token").has("project")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"domain\": {\"name\": \"Default\"}}", "{\"system\": {\"all\": true}}"})
    void knowsNobodyWithARoleInMoreThanAProject(String scope) throws Exception {
        assertThat(login.byPassword("demo", scope).status()).isEqualTo(401);
    }

    @Test
    void exchangesATokenForOneThatDoesNotLiveLonger() throws Exception {
        clock.pass(Duration.ofMinutes(10));
        var token = login.byToken(demo, in("demo")).json().path("token");
        assertThat(token.path("methods").toString()).isEqualTo("[\"token\",\"password\"]");
        assertThat(token.path("audit_ids")).hasSize(2);
        assertThat(token.path("expires_at").asString()).isEqualTo("2026-11-22T13:00:00.000000Z");
        assertThat(login.byToken(demo, in("other")).status()).isEqualTo(401);
        clock.pass(LIFE);
        var late = login.byToken(demo, in("demo"));
        assertThat(late.status()).isEqualTo(404);
        assertThat(words(late)).isEqualTo("Failed to validate token");
    }

    @Test
    void exchangesNoTokenOfACredential() throws Exception {
        var credential = cloud.project("demo").addCredential("robot", null);
        var reply = login.by(credential);
        assertThat(reply.json().at("/token/application_credential").toString())
                .isEqualTo(
                        "{\"id\":\"%s\",\"name\":\"robot\",\"restricted\":true}"
                                .formatted(credential.id()));
        var refused = login.byToken(token(reply), "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(words(refused)).contains("Using a delegated token to create another token");
    }

    @ParameterizedTest
    @CsvSource({
        "30,     2026-11-22T12:00:30",
        "0.25,   2026-11-22T12:00:00.250000",
        "360000, 2026-11-22T13:00:00.000000Z"
    })
    void endsATokenWithItsCredentialOrBefore(double seconds, String expected) throws Exception {
        var end = clock.instant().plusMillis((long) (seconds * 1000));
        var reply = login.by(cloud.project("demo").addCredential("robot", end));
        assertThat(reply.json().at("/token/expires_at").asString()).isEqualTo(expected);
        assertThat(login.validate(demo, token(reply)).json().at("/token/expires_at").asString())
                .isEqualTo(expected);
    }

    @Test
    void letsAUserMakeACredentialThatEnds() throws Exception {
        var own =
                "/identity/v3/users/%s/application_credentials"
                        .formatted(cloud.project("demo").caller().user().id());
        var body = "{\"application_credential\": {\"name\": \"robot\", \"expires_at\": \"%s\"}}";
        var made = asDemo.post(own, body.formatted("2026-11-22T12:00:05.5Z"));
        assertThat(made.status()).isEqualTo(201);
        var credential = made.json().path("application_credential");
        assertThat(credential.path("expires_at").asString())
                .isEqualTo("2026-11-22T12:00:05.500000");
        var reply =
                login.byCredential(
                        credential.path("id").asString(), credential.path("secret").asString());
        assertThat(reply.json().at("/token/expires_at").asString())
                .isEqualTo("2026-11-22T12:00:05.500000");
        assertThat(words(asDemo.post(own, body.formatted("2026-11-22T11:59:59"))))
                .startsWith("The 'expires_at' must not be before now.");
        assertThat(words(asDemo.post(own, body.formatted("tomorrow"))))
                .startsWith("Timestamp not in expected format.");
        var byRobot = new Client(cloud, "X-Auth-Token", token(reply));
        assertThat(byRobot.post(own, body.formatted("2027-01-01T00:00:00")).status())
                .isEqualTo(403);
    }

    @Test
    void endsTheTokensOfACredentialThatIsGone() throws Exception {
        var credential = cloud.project("demo").addCredential("robot", null);
        var token = token(login.by(credential));
        var path =
                "/identity/v3/users/%s/application_credentials/%s"
                        .formatted(credential.caller().user().id(), credential.id());
        assertThat(asDemo.delete(path).status()).isEqualTo(204);
        var expected = "Could not find Application Credential: %s.".formatted(credential.id());
        assertThat(words(login.validate(demo, token))).isEqualTo(expected);
        var again = login.by(credential);
        assertThat(again.status()).isEqualTo(404);
        assertThat(words(again)).isEqualTo(expected);
    }

    @Test
    void tellsNobodyOfAnothersTokenButServicesAndAdministrators() throws Exception {
        for (var name : new String[] {"stillframe", "admin"}) {
            var asker = token(login.byPassword(name, ""));
            assertThat(login.validate(asker, demo).status()).as(name).isEqualTo(200);
        }
        for (var name : new String[] {"other", "reader"}) {
            var asker = token(login.byPassword(name, ""));
            assertThat(words(login.validate(asker, demo)))
                    .isEqualTo(
                            "You are not authorized to perform the requested action: identity:validate_token.");
            assertThat(words(login.revoke(asker, demo)))
                    .isEqualTo(
                            "You are not authorized to perform the requested action: identity:revoke_token.");
        }
        assertThat(login.revoke(token(login.byPassword("stillframe", "")), demo).status())
                .isEqualTo(403);
        assertThat(login.validate(demo, demo).status()).isEqualTo(200);
    }

    @Test
    void showsAnExpiredTokenForTwoDaysToWhoAsksForOne() throws Exception {
        clock.pass(LIFE);
        var service = token(login.byPassword("stillframe", ""));
        assertThat(words(login.validate(service, demo))).isEqualTo("Failed to validate token");
        var shown = login.validateExpired(service, demo);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().at("/token/expires_at").asString())
                .isEqualTo("2026-11-22T13:00:00.000000Z");
        assertThat(login.validateExpired(demo, demo).status()).isEqualTo(401);
        clock.pass(Duration.ofHours(48));
        var later = token(login.byPassword("stillframe", ""));
        assertThat(words(login.validateExpired(later, demo))).isEqualTo("Failed to validate token");
    }

    @Test
    void validatesNoTokenThatIsRevokedOrUnknownEvenIfAnExpiredOneWouldDo() throws Exception {
        var service = token(login.byPassword("stillframe", ""));
        cloud.revokeToken(demo);
        assertThat(words(login.validateExpired(service, demo)))
                .isEqualTo("Failed to validate token");
        assertThat(words(login.validateExpired(service, "nonsense")))
                .isEqualTo("Could not recognize Fernet token");
    }

    @Test
    void endsTheTokensOfAUserWhoIsDisabledForGood() throws Exception {
        var service = token(login.byPassword("stillframe", ""));
        cloud.disable("demo");
        assertThat(login.byPassword("demo", "").status()).isEqualTo(401);
        assertThat(words(login.validateExpired(service, demo)))
                .isEqualTo("Failed to validate token");
        assertThat(asDemo.get("/compute/v2.1/servers").status()).isEqualTo(401);
        cloud.world()
                .inside(() -> {
                    var identity = cloud.world().identity();
                    identity.enable(identity.user("demo"));
                });
        assertThat(login.byPassword("demo", "").status()).isEqualTo(201);
        assertThat(asDemo.get("/compute/v2.1/servers").status()).isEqualTo(401);
    }

    @Test
    void endsTheTokensOfALostRoleAndNamesThem() throws Exception {
        var service = token(login.byPassword("stillframe", ""));
        var reader = token(login.byPassword("reader", ""));
        cloud.project("demo").takeRoles("reader");
        assertThat(words(login.validateExpired(service, reader)))
                .isEqualTo("Could not find token: %s.".formatted(reader));
        assertThat(login.byPassword("reader", in("demo")).status()).isEqualTo(401);
        assertThat(login.validate(service, demo).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/projects,           identity:list_projects",
        "/projects/%s,        identity:get_project",
        "/projects/nonsense,  identity:get_project",
        "/users/nonsense,     identity:get_user"
    })
    void tellsAMemberNothingOfOthers(String path, String rule) throws Exception {
        var reply = asDemo.get("/identity/v3" + path.formatted(cloud.project("other").id()));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(words(reply))
                .isEqualTo(
                        "You are not authorized to perform the requested action: %s."
                                .formatted(rule));
    }
}
