package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.Client.Reply;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault.Effect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CinderApiTest {

    private static final Duration STORAGE = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick("snapshot-delay=" + STORAGE), clock);
    private final CloudProject project = cloud.project("demo");
    private final Client demo = Client.of(cloud, "demo");
    private final String base = "/volume/v3/" + project.id();
    private String inUse = "";

    @BeforeEach
    void furnish() {
        var server = project.server("web").bootedFrom(volume("root", 2)).add();
        inUse = server.attachments().getFirst().volume().id();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Reply snapshot(Client client, String more) throws Exception {
        return client.post(
                base + "/snapshots",
                "{\"snapshot\": {\"volume_id\": \"%s\"%s}}".formatted(inUse, more));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String snapshotId(String more) throws Exception {
        return snapshot(demo, ", \"force\": true" + more).json().at("/snapshot/id").asString();
    }

    @Test
    void makesASnapshotThatIsCreatingFirst() throws Exception {
        var reply =
                snapshot(demo, ", \"force\": true, \"name\": \"n\", \"metadata\": {\"a\": \"b\"}");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("OpenStack-API-Version")).isEqualTo("volume 3.0");
        var snapshot = reply.json().path("snapshot");
        assertThat(snapshot.propertyNames())
                .containsExactly(
                        "id",
                        "created_at",
                        "updated_at",
                        "name",
                        "description",
                        "volume_id",
                        "status",
                        "size",
                        "metadata");
        assertThat(snapshot.path("status").asString()).isEqualTo("creating");
        clock.pass(STORAGE);
        var later =
                demo.speaking("volume 3.70")
                        .get(base + "/snapshots/" + snapshot.path("id").asString())
                        .json();
        assertThat(later.at("/snapshot/status").asString()).isEqualTo("available");
        assertThat(later.at("/snapshot/os-extended-snapshot-attributes:progress").asString())
                .isEqualTo("100%");
        assertThat(later.at("/snapshot/consumes_quota").asBoolean()).isTrue();
        assertThat(later.at("/snapshot/created_at").asString())
                .isEqualTo("2026-11-22T12:00:00.000000");
    }

    @Test
    void wantsForceUpTo365AndRefusesItsContraryFrom366() throws Exception {
        assertThat(snapshot(demo, "").json().at("/badRequest/message").asString())
                .isEqualTo(
                        "Invalid volume: Volume %s status must be available, but current status is: in-use."
                                .formatted(inUse));
        assertThat(snapshot(demo.speaking("volume 3.65"), "").status()).isEqualTo(400);
        var newer = demo.speaking("volume 3.66");
        assertThat(snapshot(newer, "").status()).isEqualTo(202);
        assertThat(snapshot(newer, ", \"force\": true").status()).isEqualTo(202);
        var contrary = snapshot(newer, ", \"force\": false");
        assertThat(contrary.status()).isEqualTo(400);
        assertThat(contrary.json().at("/badRequest/message").asString())
                .startsWith(
                        "Since microversion 3.66 the 'force' flag is invalid for this request.");
    }

    @Test
    void refusesANameThatIsTooLong() throws Exception {
        var name = "n".repeat(256);
        var reply = snapshot(demo, ", \"force\": true, \"name\": \"%s\"".formatted(name));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asString())
                .isEqualTo(
                        "Invalid input for field/attribute name. Value: %s. '%s' is too long"
                                .formatted(name, name));
    }

    @Test
    void filtersByMetadataOnlyFrom322On() throws Exception {
        var marked = snapshotId(", \"metadata\": {\"mark\": \"mine\"}");
        var other = snapshotId("");
        for (var filter :
                new String[] {"{\"mark\": \"mine\"}", "{'mark':'mine'}", "{u'mark': u'mine'}"}) {
            var path =
                    base
                            + "/snapshots/detail?metadata="
                            + URLEncoder.encode(filter, StandardCharsets.UTF_8);
            assertThat(
                            demo.speaking("volume 3.22")
                                    .get(path)
                                    .json()
                                    .path("snapshots")
                                    .findValuesAsString("id"))
                    .as(filter)
                    .containsExactly(marked);
            assertThat(
                            demo.speaking("volume 3.21")
                                    .get(path)
                                    .json()
                                    .path("snapshots")
                                    .findValuesAsString("id"))
                    .as(filter)
                    .containsExactlyInAnyOrder(marked, other);
        }
    }

    @Test
    void pagesSnapshotsAndOffersANextPageWheneverOneIsFull() throws Exception {
        for (int i = 0; i < 4; i++) {
            snapshotId("");
        }
        var ids = new ArrayList<String>();
        int pages = 0;
        var next = base + "/snapshots/detail?limit=2";
        while (!next.isEmpty()) {
            var page = demo.get(next).json();
            pages++;
            ids.addAll(page.path("snapshots").findValuesAsString("id"));
            next = page.at("/snapshots_links/0/href").asString("");
        }
        assertThat(ids).hasSize(4).doesNotHaveDuplicates();
        assertThat(pages).isEqualTo(3); // the last one is empty
    }

    @Test
    void refusesMoreThanTheQuotaAsAMatterOfSize() throws Exception {
        project.quota("snapshots", 0);
        var reply = snapshot(demo, ", \"force\": true");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.header("Retry-After")).isEqualTo("0");
        assertThat(reply.text())
                .isEqualTo(
                        """
                        {"overLimit":{"code":413,"message":"SnapshotLimitExceeded: Maximum number of snapshots allowed (0) exceeded","retryAfter":"0"}}\
                        """);
    }

    @Test
    void tellsQuotasWithWhatIsUsedAndReserved() throws Exception {
        snapshotId("");
        project.reserved("gigabytes", 7);
        var set =
                demo.get(base + "/os-quota-sets/%s?usage=true".formatted(project.id()))
                        .json()
                        .path("quota_set");
        assertThat(set.path("snapshots").toString())
                .isEqualTo("{\"limit\":10,\"in_use\":1,\"reserved\":0}");
        assertThat(set.path("gigabytes").toString())
                .isEqualTo("{\"limit\":1000,\"in_use\":4,\"reserved\":7}");
        assertThat(set.at("/snapshots_standard/in_use").asInt()).isEqualTo(1);
        assertThat(set.path("id").asString()).isEqualTo(project.id());
        var absolute = demo.get(base + "/limits").json().at("/limits/absolute");
        assertThat(absolute.path("totalSnapshotsUsed").asInt()).isEqualTo(1);
        assertThat(absolute.path("maxTotalVolumeGigabytes").asInt()).isEqualTo(1000);
    }

    @Test
    void deletesWithAnEmptyAnswerAndOnlyOnce() throws Exception {
        var path = base + "/snapshots/" + snapshotId("");
        assertThat(demo.delete(path).status()).isEqualTo(400);
        clock.pass(STORAGE);
        var accepted = demo.delete(path);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.bytes()).isEmpty();
        assertThat(demo.delete(path).status()).isEqualTo(404); // nothing takes time to go here
    }

    @Test
    void tellsWhyASnapshotFailed() throws Exception {
        cloud.faults()
                .add("storage", "create-snapshot", new Effect.Fail("Snapshot failed to create."));
        var id = snapshotId("");
        clock.pass(STORAGE);
        assertThat(demo.get(base + "/snapshots/" + id).json().at("/snapshot/status").asString())
                .isEqualTo("error");
        var messages =
                demo.speaking("volume 3.5")
                        .get(base + "/messages?resource_uuid=" + id)
                        .json()
                        .path("messages");
        assertThat(messages).hasSize(1);
        assertThat(messages.at("/0/user_message").asString())
                .isEqualTo("create snapshot:Snapshot failed to create.");
        assertThat(messages.at("/0/event_id").asString())
                .isEqualTo("VOLUME_VOLUME_SNAPSHOT_009_013");
    }

    @Test
    void showsAVolumeAsTheVersionWantsIt() throws Exception {
        var oldest = demo.get(base + "/volumes/" + inUse).json().path("volume");
        assertThat(oldest.path("bootable").isString()).isTrue();
        assertThat(oldest.path("bootable").asString()).isEqualTo("true");
        assertThat(oldest.has("volume_type_id")).isFalse();
        assertThat(oldest.has("volume_image_metadata")).isFalse();
        assertThat(oldest.at("/attachments/0/id").asString()).isEqualTo(inUse);
        assertThat(oldest.at("/attachments/0/device").asString()).isEqualTo("/dev/vda");
        var newest =
                demo.speaking("volume 3.70").get(base + "/volumes/" + inUse).json().path("volume");
        assertThat(newest.has("volume_type_id")).isTrue();
        assertThat(newest.has("encryption_key_id")).isFalse();
    }

    @Test
    void makesAVolumeOfAVolumeSnapshotAndFindsItByItsMetadata() throws Exception {
        var origin = snapshotId("");
        clock.pass(STORAGE);
        var made =
                demo.post(
                        base + "/volumes",
                        """
                        {"volume": {"name": "copy", "snapshot_id": "%s", "metadata": {"mark": "m"}}}
                        """
                                .formatted(origin));
        assertThat(made.status()).isEqualTo(202);
        var filter = encoded("{\"mark\": \"m\"}");
        var found = demo.get(base + "/volumes/detail?metadata=" + filter).json().path("volumes");
        assertThat(found.findValuesAsString("name")).containsExactly("copy");
        assertThat(found.at("/0/snapshot_id").asString()).isEqualTo(origin);
        assertThat(found.at("/0/source_volid").isNull()).isTrue();
        assertThat(found.at("/0/bootable").asString()).isEqualTo("true");

        assertThat(demo.delete(base + "/snapshots/" + origin).status()).isEqualTo(202);
        var kept = demo.get(base + "/snapshots/detail?volume_id=" + inUse).json();
        assertThat(kept.findValuesAsString("id")).containsExactly(origin);
        assertThat(kept.findValuesAsString("status")).containsExactly("available");
        var none = demo.get(base + "/snapshots/detail?volume_id=" + origin).json();
        assertThat(none.path("snapshots")).isEmpty();
    }

    @Test
    void clonesAVolume() throws Exception {
        var wish = "{\"volume\": {\"name\": \"clone\", \"source_volid\": \"%s\"}}";
        var made = demo.post(base + "/volumes", wish.formatted(inUse));
        assertThat(made.status()).isEqualTo(202);
        var path = base + "/volumes/" + made.json().at("/volume/id").asString();
        var clone = demo.get(path).json().path("volume");
        assertThat(clone.path("source_volid").asString()).isEqualTo(inUse);
        assertThat(clone.path("snapshot_id").isNull()).isTrue();
        assertThat(clone.path("size").asInt()).isEqualTo(2);
        assertThat(clone.path("status").asString()).isEqualTo("available");
        var unknown = wish.formatted("00000000-0000-0000-0000-00000000dead");
        assertThat(demo.post(base + "/volumes", unknown).status()).isEqualTo(404);
    }

    @Test
    void doesNotDeleteAVolumeInUse() throws Exception {
        var reply = demo.delete(base + "/volumes/" + inUse);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asString())
                .startsWith("Invalid volume: Volume status must be available or error");
    }

    @Test
    void refusesAnotherProjectsPathAndVersion() throws Exception {
        var elsewhere = demo.get("/volume/v3/%s/volumes".formatted(cloud.project("other").id()));
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(elsewhere.text())
                .isEqualTo(
                        """
                        {"badRequest":{"code":400,"message":"Malformed request url"}}\
                        """);
        var tooNew = demo.speaking("volume 3.999").get(base + "/volumes");
        assertThat(tooNew.status()).isEqualTo(406);
        assertThat(tooNew.json().at("/computeFault/message").asString())
                .isEqualTo(
                        "Version 3.999 is not supported by the API. Minimum is 3.0 and maximum is 3.70.");
    }

    @Test
    void failsOnABodyWithoutALength() throws Exception {
        var reply = demo.postChunked(base + "/snapshots", "{}");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().at("/computeFault/code").asInt()).isEqualTo(500);
    }

    @Test
    void letsAReaderMakeASnapshot() throws Exception {
        var reader = new Client(cloud, "X-Auth-Token", project.token("reader").id());
        assertThat(snapshot(reader, ", \"force\": true").status()).isEqualTo(202);
    }
}
