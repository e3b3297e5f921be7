package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** Runs that work with the tokens of those who began them. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:caller-rights",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.snapshot-delay=1s",
            "stillframe.settling-time=500ms",
            "stillframe.identity=keystone",
            "stillframe.rights=caller",
            "stillframe.policy.administer=admin,support",
            "stillframe.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        })
@ActiveProfiles("sandbox")
class CallerRightsServiceTest {

    private static final Duration A_LIFE = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired SandboxCloud cloud;
    @Autowired JdbcTemplate database;
    @LocalServerPort int port;

    private CloudProject project;
    private String server;

    @BeforeEach
    void furnish() {
        project = cloud.project("p-" + UUID.randomUUID().toString().substring(0, 8));
        server = add("pair");
    }

    @AfterEach
    void letTokensLive() {
        cloud.tokenLife(A_LIFE);
    }

    private String add(String name) {
        return project.server(name)
                .bootedFrom(volume(name + "-root", 1))
                .with(volume(name + "-data", 1))
                .add()
                .id();
    }

    private Login login() {
        return Login.to(cloud, project.name(), project.name());
    }

    private Web as(Login login) {
        return Web.at("http://127.0.0.1:" + port).with("X-Auth-Token", login.token());
    }

    private Frames frames(Login login) {
        return new Frames(as(login));
    }

    private List<VolumeSnapshot> left() {
        return cloud.volumeSnapshots().stream()
                .filter(snapshot -> snapshot.projectId().equals(project.id()))
                .toList();
    }

    private int kept(String run) {
        var found =
                database.queryForObject(
                        "select count(*) from kept_token where run_id = ?",
                        Integer.class,
                        UUID.fromString(run));
        return found == null ? 0 : found;
    }

    private void isForgotten(String run) {
        await().atMost(PATIENCE).until(() -> kept(run) == 0);
    }

    private static String problem(JsonNode snapshot) {
        return snapshot.path("problem").path("type").asString();
    }

    @Test
    void servesEveryProjectWithItsOwnTokens() {
        var mine = login();
        var id = frames(mine).started(server);
        assertThat(kept(id)).isEqualTo(1);

        var snapshot = frames(mine).available(id);

        assertThat(snapshot.path("volumes")).hasSize(2);
        assertThat(left()).hasSize(2);
        assertThat(as(mine).get("/v1/images/" + snapshot.path("image_id").asString()).status())
                .isEqualTo(200);
        isForgotten(id);
        var other = as(Login.to(cloud, "other", "other"));
        for (var path :
                List.of(
                        "/v1/snapshots/" + id,
                        "/v1/images/" + snapshot.path("image_id").asString())) {
            assertThat(other.get(path).status()).isEqualTo(404);
            assertThat(other.delete(path).status()).isEqualTo(404);
        }
        assertThat(new Frames(other).ask(server).status()).isEqualTo(404);
    }

    @Test
    void goesOnAfterTheTokenHasExpired() {
        cloud.tokenLife(Duration.ofSeconds(8)); // enough to ask
        var mine = login();
        cloud.tokenLife(A_LIFE);
        cloud.faults().add("cinder", "list-snapshots", new Effect.Hang());
        var id = frames(mine).started(server);
        await().atMost(PATIENCE).until(() -> as(mine).get("/v1/snapshots").status() == 401);
        cloud.faults().clear();

        var snapshot = frames(login()).available(id);

        assertThat(snapshot.path("volumes")).hasSize(2);
        isForgotten(id);
    }

    @Test
    void isStuckWhenTheTokenIsRevokedUntilItsCallerAsksAgain() {
        var mine = login();
        var id = frames(mine).started(server);
        await().atMost(PATIENCE).until(() -> left().size() == 2);
        cloud.revokeToken(mine.token());

        var stuck = frames(login()).ended(id);

        assertThat(stuck.path("status").asString()).as("%s", stuck).isEqualTo("stuck");
        assertThat(problem(stuck)).isEqualTo("urn:stillframe:problem:rights-expired");
        assertThat(stuck.path("problem").path("detail").asString())
                .contains("revoked", project.id());
        assertThat(left()).isNotEmpty();
        isForgotten(id);

        var retried = as(login()).post("/v1/snapshots/" + id + "/retry", "");
        assertThat(retried.status()).as(retried.body()).isEqualTo(202);
        frames(login()).available(id);
        assertThat(left()).hasSize(2);
        isForgotten(id);
    }

    /** As on a replica that has not got the new key yet, while keys are changed. */
    @Test
    void waitsForAKeyThatItDoesNotHaveYet() {
        cloud.faults().add("cinder", "list-snapshots", new Effect.Hang());
        var id = frames(login()).started(server);
        var key = column("key_id", id);
        set("key_id", "new", id);
        cloud.faults().clear();
        await().atMost(PATIENCE)
                .until(() -> frames(login()).read(id).toString().contains("present secret keys"));
        assertThat(frames(login()).read(id).path("status").asString()).isEqualTo("creating");

        set("key_id", key, id);

        frames(login()).available(id);
    }

    @Test
    void takesNoTokenThatWasPutBesideAnotherRun() {
        cloud.faults().add("cinder", "list-snapshots", new Effect.Hang());
        var mine = frames(login()).started(server);
        var other = frames(login()).started(add("second"));
        set("sealed", column("sealed", other), mine);
        cloud.faults().clear();

        var stuck = frames(login()).ended(mine);

        assertThat(stuck.path("status").asString()).isEqualTo("stuck");
        assertThat(stuck.path("problem").path("detail").asString())
                .contains("not the one that was stored");
        frames(login()).available(other);
    }

    private String column(String name, String run) {
        return Objects.requireNonNull(
                database.queryForObject(
                        "select %s from kept_token where run_id = ?".formatted(name),
                        String.class,
                        UUID.fromString(run)));
    }

    private void set(String name, String value, String run) {
        database.update(
                "update kept_token set %s = ? where run_id = ?".formatted(name),
                value,
                UUID.fromString(run));
    }

    @Test
    void deletesWithTheRightsOfWhoeverAsks() {
        var id = frames(login()).taken(server).path("id").asString();
        isForgotten(id);
        var mine = login();

        assertThat(as(mine).delete("/v1/snapshots/" + id).status()).isEqualTo(202);

        assertThat(frames(mine).ended(id).path("status").asString()).isEqualTo("deleted");
        assertThat(left()).isEmpty();
        isForgotten(id);
    }

    @Test
    void letsAnAdministratorDeleteWhatAnotherProjectHas() {
        var id = frames(login()).taken(server).path("id").asString();
        isForgotten(id);
        var admin = Login.to(cloud, "admin", "admin");

        assertThat(as(admin).delete("/v1/snapshots/" + id).status()).isEqualTo(202);

        assertThat(frames(admin).ended(id).path("status").asString()).isEqualTo("deleted");
        assertThat(left()).isEmpty();
        assertThat(frames(login()).events(id)).contains("admin of project");
    }

    /** To Cinder the role is nothing special: it would list nothing, and all would look gone. */
    @Test
    void refusesAnAdministratorWhoSeesNothing() {
        var id = frames(login()).taken(server).path("id").asString();
        var helpers = cloud.project("helpers");
        cloud.world()
                .inside(() -> {
                    var identity = cloud.world().identity();
                    identity.grant(
                            identity.user("helpers"), identity.project("helpers"), "support");
                });
        var support = as(Login.to(cloud, helpers.name(), helpers.name()));
        assertThat(support.get("/v1/snapshots/" + id).status()).isEqualTo(200);

        var refused = support.delete("/v1/snapshots/" + id);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/detail")).contains("shows your token nothing", project.id());
        assertThat(frames(login()).read(id).path("status").asString()).isEqualTo("available");
    }

    @Test
    void tellsACallerWhoseTokenTheCloudRefusesThatItNeedsAnother() {
        var mine = login();
        var web = as(mine);
        assertThat(web.get("/v1/servers").status()).isEqualTo(200);
        cloud.revokeToken(mine.token()); // remembered as good for a moment

        var refused = web.get("/v1/servers");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("/type")).isEqualTo("urn:stillframe:problem:rights-expired");
        assertThat(refused.header("WWW-Authenticate")).startsWith("Keystone uri=");
    }

    @Test
    void keepsNoTokenInClear() {
        var mine = login();
        var id = frames(mine).started(server);

        var row =
                database.queryForMap(
                        "select * from kept_token where run_id = ?", UUID.fromString(id));

        assertThat(row.toString()).doesNotContain(mine.token()).contains(project.id());
        frames(mine).available(id);
    }

    @Test
    void makesImagesWithTheCallersRights() {
        var mine = login();
        var volume =
                as(mine).get("/v1/servers").json().at("/servers/0/volumes/0/volume_id").asString();
        var entry =
                Map.of(
                        "boot_index",
                        0,
                        "uuid",
                        volume,
                        "source_type",
                        "volume",
                        "destination_type",
                        "volume");

        var made =
                as(mine).post(
                                "/v1/images",
                                Map.of("name", "mine", "block_device_mapping", List.of(entry)));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(cloud.images().stream().filter(image -> image.id().equals(made.text("/id"))))
                .allSatisfy(image -> assertThat(image.owner()).isEqualTo(project.id()))
                .hasSize(1);
    }
}
