package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member, a reader, an administrator and a stranger see and may, as on a real cloud. */
class AllProjectsTest {

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick("snapshot-delay=0s"), clock);
    private final CloudProject demo = cloud.project("demo");
    private final CloudProject other = cloud.project("other");
    private final CloudProject home = cloud.project("admin");
    private final Client admin = new Client(cloud, "X-Auth-Token", home.token("admin").id());
    private final Client member = Client.of(cloud, "demo");
    private final Client stranger = Client.of(cloud, "other");
    private final Client reader = new Client(cloud, "X-Auth-Token", demo.token("reader").id());
    private final VolumeSnapshot snapshot = furnish();

    private VolumeSnapshot furnish() {
        demo.addServers("demos", 1, 2);
        other.addServers("others", 1, 1);
        try {
            snapshotOf(member, demo, "demos");
            snapshotOf(stranger, other, "others");
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
        return demo.volumeSnapshots().getFirst();
    }

    private static String snapshotOf(Client client, CloudProject project, String name)
            throws Exception {
        var reply =
                client.post(
                        cinder(project, "snapshots"),
                        """
                        {"snapshot": {"volume_id": "%s", "name": "%s", "force": true}}
                        """
                                .formatted(project.volumes().getFirst().id(), name));
        assertThat(reply.status()).isEqualTo(202);
        return reply.json().at("/snapshot/id").asString();
    }

    private static String cinder(CloudProject project, String rest) {
        return "/volume/v3/%s/%s".formatted(project.id(), rest);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private List<String> ownersOfVolumes(Client client, CloudProject from, String query)
            throws Exception {
        return client
                .get(cinder(from, "volumes/detail" + query))
                .json()
                .findValuesAsString("os-vol-tenant-attr:tenant_id")
                .stream()
                .distinct()
                .toList();
    }

    private List<String> ownersOfSnapshots(Client client, CloudProject from, String query)
            throws Exception {
        return client.get(cinder(from, "snapshots/detail" + query))
                .json()
                .findValuesAsString("os-extended-snapshot-attributes:project_id");
    }

    @Test
    void doesNotHearFromAMemberThatCinderShallListAllProjects() throws Exception {
        for (var query :
                List.of(
                        "?all_tenants=1",
                        "?all_tenants=nonsense",
                        "?all_tenants=1&project_id=" + other.id(),
                        "?project_id=" + other.id())) {
            for (var client : List.of(member, reader)) {
                assertThat(ownersOfVolumes(client, demo, query)).containsExactly(demo.id());
                assertThat(ownersOfSnapshots(client, demo, query)).containsExactly(demo.id());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "yes"})
    void letsAnAdministratorListAllOrOneOfThemFromItsOwn(String yes) throws Exception {
        var all = "?all_tenants=" + yes;
        assertThat(ownersOfVolumes(admin, home, all)).containsExactly(other.id(), demo.id());
        assertThat(ownersOfSnapshots(admin, home, all)).containsExactly(other.id(), demo.id());
        var one = all + "&project_id=" + demo.id();
        assertThat(ownersOfVolumes(admin, home, one)).containsExactly(demo.id());
        assertThat(ownersOfSnapshots(admin, home, one)).containsExactly(demo.id());
        assertThat(ownersOfVolumes(admin, home, all + "&project_id=nonsense")).isEmpty();
        assertThat(ownersOfSnapshots(admin, home, all + "&project_id=nonsense")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?all_tenants=0", "?all_tenants=no", "?project_id=%s"})
    void listsAnAdministratorItsOwnUnlessToldOtherwise(String query) throws Exception {
        assertThat(ownersOfVolumes(admin, home, query.formatted(demo.id()))).isEmpty();
        assertThat(ownersOfSnapshots(admin, home, query.formatted(demo.id()))).isEmpty();
        assertThat(admin.get("/compute/v2.1/servers" + query.formatted(demo.id())).json())
                .hasToString("{\"servers\":[]}");
    }

    @Test
    void takesAStrangeWordForNoWithSnapshotsAndNotAtAllWithVolumes() throws Exception {
        assertThat(ownersOfSnapshots(admin, home, "?all_tenants=nonsense")).isEmpty();
        var reply = admin.get(cinder(home, "volumes?all_tenants=nonsense"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asString())
                .isEqualTo("Value 'nonsense' for 'all_tenants' is not a boolean.");
    }

    @ParameterizedTest
    @CsvSource({
        "/servers?all_tenants=1,                          index",
        "/servers?all_tenants,                            index",
        "/servers/detail?all_tenants=True,                detail",
        "/servers/detail?all_tenants=1&project_id=demo,   detail"
    })
    void forbidsAMemberToListAllServers(String path, String rule) throws Exception {
        var reply = member.get("/compute/v2.1" + path);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().at("/forbidden/message").asString())
                .isEqualTo(
                        "Policy doesn't allow os_compute_api:servers:%s:get_all_tenants to be performed."
                                .formatted(rule));
    }

    @Test
    void letsAnAdministratorListAllServersOrThoseOfOneProject() throws Exception {
        var servers = "/compute/v2.1/servers/detail";
        assertThat(admin.get(servers + "?all_tenants").json().findValuesAsString("tenant_id"))
                .containsExactly(other.id(), demo.id());
        for (var name : List.of("project_id", "tenant_id")) {
            var query = "?all_tenants=1&%s=%s".formatted(name, demo.id());
            assertThat(admin.get(servers + query).json().findValuesAsString("tenant_id"))
                    .containsExactly(demo.id());
        }
        var own = member.get(servers + "?all_tenants=0&project_id=" + other.id()).json();
        assertThat(own.findValuesAsString("tenant_id")).containsExactly(demo.id());
        var reply = member.get(servers + "?all_tenants=nonsense");
        assertThat(reply.json().at("/badRequest/message").asString())
                .startsWith("Unrecognized value 'nonsense', acceptable values are: '0', '1',");
    }

    @Test
    void letsAnAdministratorSeeAndEndWhatIsOthersThroughItsOwnProject() throws Exception {
        var path = cinder(home, "snapshots/" + snapshot.id());
        assertThat(admin.get(path).json().at("/snapshot/name").asString()).isEqualTo("demos");
        var marks = "{\"metadata\": {\"k\": \"v\"}}";
        assertThat(admin.put(path + "/metadata", marks).status()).isEqualTo(200);
        var throughTheirs = admin.get(cinder(demo, "snapshots/" + snapshot.id()));
        assertThat(throughTheirs.json().at("/badRequest/message").asString())
                .isEqualTo("Malformed request url");
        assertThat(admin.delete(path).status()).isEqualTo(202);
        clock.pass(Duration.ofSeconds(1));
        assertThat(demo.volumeSnapshots()).isEmpty();
    }

    @Test
    void givesAnAdministratorTheSnapshotThatItMakesOfAnothersVolume() throws Exception {
        var reply =
                admin.post(
                        cinder(home, "snapshots"),
                        "{\"snapshot\": {\"volume_id\": \"%s\", \"force\": true}}"
                                .formatted(demo.volumes().getFirst().id()));
        assertThat(reply.status()).isEqualTo(202);
        var id = reply.json().at("/snapshot/id").asString();
        assertThat(member.get(cinder(demo, "snapshots/" + id)).status()).isEqualTo(404);
        assertThat(home.volumeSnapshots()).hasSize(1);
    }

    @Test
    void tellsAStrangerThatNothingOfOthersIsThere() throws Exception {
        var path = cinder(other, "snapshots/" + snapshot.id());
        var expected = "Snapshot %s could not be found.".formatted(snapshot.id());
        assertThat(stranger.get(path).json().at("/itemNotFound/message").asString())
                .isEqualTo(expected);
        assertThat(stranger.delete(path).json().at("/itemNotFound/message").asString())
                .isEqualTo(expected);
        var server = demo.servers().getFirst().id();
        assertThat(
                        stranger.get(
                                        "/compute/v2.1/servers/%s/os-volume_attachments"
                                                .formatted(server))
                                .json()
                                .at("/itemNotFound/message")
                                .asString())
                .isEqualTo("Instance %s could not be found.".formatted(server));
    }

    @Test
    void letsAReaderDoWhatAMemberMay() throws Exception {
        assertThat(snapshotOf(reader, demo, "by a reader")).isNotEmpty();
        assertThat(reader.post("/image/v2/images", "{\"name\": \"frame\"}").status())
                .isEqualTo(201);
    }

    @Test
    void showsAnAdministratorEverybodysImages() throws Exception {
        var images = "/image/v2/images";
        var body = "{\"name\": \"frame\", \"visibility\": \"private\"}";
        var id = member.post(images, body).json().path("id").asString();
        stranger.post(images, body);
        assertThat(admin.get(images).json().findValuesAsString("owner"))
                .containsExactlyInAnyOrder(demo.id(), other.id());
        assertThat(admin.get(images + "?owner=" + demo.id()).json().findValuesAsString("owner"))
                .containsExactly(demo.id());
        assertThat(stranger.get(images + "?owner=" + demo.id()).json().path("images")).isEmpty();
        assertThat(stranger.get(images + "/" + id).status()).isEqualTo(404);
        assertThat(admin.get(images + "/" + id).status()).isEqualTo(200);

        var v1 = RawClient.of(cloud, "admin", "admin");
        var all = v1.send("GET", "/image/v1/images/detail?is_public=None");
        assertThat(all.json().findValuesAsString("owner"))
                .containsExactlyInAnyOrder(demo.id(), other.id());
        assertThat(v1.send("HEAD", "/image/v1/images/" + id).status()).isEqualTo(200);
        assertThat(admin.delete(images + "/" + id).status()).isEqualTo(204);
    }

    @Test
    void letsOnlyAnAdministratorMakeImagesForOthers() throws Exception {
        var body = "{\"name\": \"frame\", \"owner\": \"%s\"}".formatted(demo.id());
        assertThat(admin.post("/image/v2/images", body).json().path("owner").asString())
                .isEqualTo(demo.id());
        var refused = stranger.post("/image/v2/images", body);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("You are not permitted to create images owned by");
    }

    @Test
    void keepsAVolumeOfAnotherFromAMember() throws Exception {
        var volume = other.addVolume(volume("secret", 1));
        assertThat(member.get(cinder(demo, "volumes/" + volume.id())).status()).isEqualTo(404);
        assertThat(member.delete(cinder(demo, "volumes/" + volume.id())).status()).isEqualTo(404);
        assertThat(admin.get(cinder(home, "volumes/" + volume.id())).status()).isEqualTo(200);
    }
}
