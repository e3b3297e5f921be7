package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.Client.Reply;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expired tokens, and the services that bring them, as they were answered by a real cloud. */
class AdmissionTest {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final String UNAUTHENTICATED =
            """
            {"error":{"code":401,"title":"Unauthorized","message":"The request you have made requires authentication."}}\
            """;

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final CloudProject project = cloud.project("demo");
    private final String expired = project.token().id();
    private final String nova = "/compute/v2.1/servers";
    private final String cinder = "/volume/v3/%s/volumes".formatted(project.id());
    private final String glance = "/image/v2/images";
    private final String glanceV1 = "/image/v1/images";
    private String good = "";
    private String service = "";

    @BeforeEach
    void letAnHourPass() {
        clock.pass(LIFE);
        good = project.token().id();
        service = cloud.project("service").token("service").id();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Client client(String user, String byService) {
        return new Client(cloud, "X-Auth-Token", user, "X-Service-Token", byService);
    }

    private Client alone(String user) {
        return new Client(cloud, "X-Auth-Token", user);
    }

    private List<String> everywhere() {
        return List.of(nova, cinder, glance, glanceV1);
    }

    @Test
    void refusesAnExpiredTokenInTheWordsOfEach() throws Exception {
        for (var path : List.of(nova, cinder)) {
            var reply = alone(expired).get(path);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.text()).isEqualTo(UNAUTHENTICATED);
            assertThat(reply.header("X-Openstack-Request-Id")).startsWith("req-");
            assertThat(reply.header("Www-Authenticate")).isEqualTo(keystone());
        }
        for (var path : List.of(glance, glanceV1)) {
            var reply = alone(expired).get(path);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.text())
                    .contains("This server could not verify that you are authorized to access");
            assertThat(reply.header("X-Openstack-Request-Id")).isEmpty();
            assertThat(reply.header("Www-Authenticate")).isEqualTo(keystone());
        }
    }

    private String keystone() {
        return "Keystone uri=\"%s/identity\"".formatted(cloud.url());
    }

    @Test
    void takesAnExpiredTokenThatAServiceBrings() throws Exception {
        for (var path : everywhere()) {
            assertThat(client(expired, service).get(path).status()).as(path).isEqualTo(200);
            assertThat(alone(expired).get(path).status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void givesTheUserWhomAServiceBringsTheUsersOwnRights() throws Exception {
        var volume = project.addVolume(volume("data", 1));
        var brought = client(expired, service);
        var made =
                brought.post(
                        "/volume/v3/%s/snapshots".formatted(project.id()),
                        "{\"snapshot\": {\"volume_id\": \"%s\"}}".formatted(volume.id()));
        assertThat(made.status()).isEqualTo(202);
        assertThat(project.volumeSnapshots()).hasSize(1);
        var image = brought.post(glance, "{\"name\": \"frame\"}");
        assertThat(image.json().path("owner").asString()).isEqualTo(project.id());
        var foreign = cloud.project("other").addVolume(volume("data", 1));
        assertThat(brought.get(cinder + "/" + foreign.id()).status()).isEqualTo(404);
    }

    @Test
    void takesAnExpiredTokenForTwoDays() throws Exception {
        clock.pass(Duration.ofHours(48).minusSeconds(1));
        var still = cloud.project("service").token("service").id();
        assertThat(client(expired, still).get(nova).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        assertThat(client(expired, still).get(nova).status()).isEqualTo(401);
    }

    @Test
    void takesARevokedTokenFromNobody() throws Exception {
        cloud.revokeToken(expired);
        cloud.revokeToken(good);
        for (var path : everywhere()) {
            assertThat(client(expired, service).get(path).status()).as(path).isEqualTo(401);
            assertThat(client(good, service).get(path).status()).as(path).isEqualTo(401);
            assertThat(alone(good).get(path).status()).as(path).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "expired", "revoked", "admin", "member"})
    void doesNotTakeEverybodyForAService(String kind) throws Exception {
        var poor = poor(kind);
        for (var path : everywhere()) {
            assertThat(client(expired, poor).get(path).status()).as(path).isEqualTo(401);
        }
        for (var path : List.of(nova, cinder)) {
            var reply = client(good, poor).get(path);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.text()).isEqualTo(UNAUTHENTICATED);
        }
        for (var path : List.of(glance, glanceV1)) {
            assertThat(client(good, poor).get(path).status()).as(path).isEqualTo(200);
        }
    }

    private String poor(String kind) {
        return switch (kind) {
            case "expired" -> {
                clock.pass(LIFE);
                good = project.token().id();
                yield service;
            }
            case "revoked" -> {
                cloud.revokeToken(service);
                yield service;
            }
            case "admin" -> cloud.project("admin").token("admin").id();
            case "member" -> good;
            default -> kind;
        };
    }

    @Test
    void looksForTheUserWhereAServiceComesAlone() throws Exception {
        var alone = new Client(cloud, "X-Service-Token", service);
        for (var path : everywhere()) {
            assertThat(alone.get(path).status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void givesAServiceThatComesForItselfNoMoreThanAnybody() throws Exception {
        project.addServers("web", 1, 1);
        var itself = alone(service);
        assertThat(itself.get(nova).json().path("servers")).isEmpty();
        var server = project.servers().getFirst().id();
        assertThat(itself.get(nova + "/" + server).status()).isEqualTo(404);
        assertThat(itself.get(cinder).status()).isEqualTo(400);
    }

    @Test
    void letsKeystoneTakeNoExpiredTokenWhoeverBringsIt() throws Exception {
        Reply reply = client(expired, service).get("/identity/v3/auth/projects");
        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void takesNoAdministratorForAServiceThatMayAddLocations() throws Exception {
        var settings = SandboxSettings.quick("locations=service-only");
        try (var guarded = SandboxCloud.startEmpty(settings, clock)) {
            var owner = Client.of(guarded, "demo");
            var id = owner.post(glance, "{\"name\": \"frame\"}").json().path("id").asString();
            var data = guarded.project("demo").addVolume(volume("data", 1));
            var admin = guarded.project("admin").token("admin").id();
            var path = glance + "/" + id + "/locations";
            var body = "{\"url\": \"cinder://%s\"}".formatted(data.id());
            assertThat(owner.with("X-Service-Token", admin).post(path, body).status())
                    .isEqualTo(403);
            var asAdmin = new Client(guarded, "X-Auth-Token", admin);
            assertThat(asAdmin.post(path, body).status()).isEqualTo(403);
            assertThat(asAdmin.get(path).status()).isEqualTo(403);
        }
    }
}
