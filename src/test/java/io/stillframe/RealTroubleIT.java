package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A real cloud that does not do what it is asked for, and is repaired then. */
@OnRealCloud
class RealTroubleIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RealCloud cloud = RealCloud.named();
    private final Frames frames;
    private final Evidence evidence;

    private String server = "";

    RealTroubleIT(@LocalServerPort int port) {
        var service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
        evidence = new Evidence(cloud, frames);
    }

    @BeforeAll
    void addAServer() {
        assumeThat(cloud.hasVolumeType("luks")).as("volume type luks").isTrue();
        var wanted = bootedFrom(ofAnImage()).with(blank(), blank().ofType("luks"));
        server = cloud.add(wanted, cloud.name());
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void undoesAllWhenTheStorageFailsAtOneVolume() {
        var before = cloud.inventory();
        JsonNode problem;
        try (var _ =
                StorageFaults.failing("create_snapshot", cloud.name("1"), "the array is full")) {
            problem = frames.problemWith(request());
        }

        assertThat(problem.path("type").asString())
                .isEqualTo("urn:stillframe:problem:volume-snapshot-failed");
        assertThat(problem.path("detail").asString())
                .contains(cloud.disksOf(server).get(1).id(), "Cinder says");
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshots_luks", "gigabytes_luks"})
    void refusesBeforeAnythingIsMadeWhenAQuotaIsTooSmall(String quota) {
        var before = cloud.inventory();
        var operator = Operator.ofTheCloud();
        try (var _ = operator.leaveFree(0, cloud.projectId(), quota)) {
            var refused = frames.ask(request());

            assertThat(refused.status()).as("%s", refused.json()).isEqualTo(422);
            assertThat(refused.text("/type")).isEqualTo("urn:stillframe:problem:over-quota");
            assertThat(refused.text("/detail")).contains(quota);
        }
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    @Test
    void waitsForAVolumeThatKeepsAVolumeSnapshotAndNamesIt() {
        var before = cloud.inventory();
        var snapshot = frames.taken(request());
        var copy = cloud.bootFrom(snapshot.path("image_id").asString(), cloud.name("copy"));
        var child = cloud.disksOf(copy).get(1);

        try (var _ = StorageFaults.busyToDeleteSnapshotsOf(cloud.name("1"))) {
            frames.askToDelete(snapshot.path("id").asString());
            await().atMost(PATIENCE).until(() -> read(snapshot).path("warnings").size() > 0);

            var waiting = read(snapshot);
            assertThat(waiting.path("status").asString()).isEqualTo("deleting");
            assertThat(waiting.path("warnings").toString())
                    .contains(child.id(), child.snapshotId());
            cloud.removeServer(copy);
        }
        var ended = frames.ended(snapshot.path("id").asString());

        assertThat(ended.path("status").asString()).as("%s", ended).isEqualTo("deleted");
        evidence.isGone(snapshot);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    @Test
    void isStuckWithAnExactListUntilAnAdministratorHelps() {
        var operator = Operator.ofTheCloud();
        var before = cloud.inventory();
        var snapshot = frames.taken(request());
        var id = snapshot.path("id").asString();
        JsonNode stuck;
        try (var _ = StorageFaults.failing("delete_snapshot", cloud.name("1"), "read only")) {
            frames.askToDelete(id);
            stuck = frames.ended(id);
        }

        var left = snapshot.at("/volumes/1/snapshot_id").asString();
        assertThat(stuck.path("status").asString()).as("%s", stuck).isEqualTo("stuck");
        assertThat(stuck.at("/problem/type").asString())
                .isEqualTo("urn:stillframe:problem:volume-snapshot-left");
        assertThat(stuck.at("/problem/detail").asString()).contains(left, "error_deleting");
        assertThat(Evidence.texts(stuck.path("leftovers"), "id")).containsExactly(left);
        assertThat(cloud.inventory().since(before)).containsExactly("volume snapshot " + left);

        operator.resetToError(left);
        evidence.isGoneAfterDelete(snapshot);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    private Map<String, String> request() {
        return Map.of("server_id", server, "name", cloud.name("frame"));
    }

    private JsonNode read(JsonNode snapshot) {
        return frames.read(snapshot.path("id").asString());
    }
}
