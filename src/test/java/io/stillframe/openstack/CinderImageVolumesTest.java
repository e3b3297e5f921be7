package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedCloud.PROJECT;
import static io.stillframe.openstack.ScriptedServer.HANG_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.Volumes.Dependent;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The volumes that we make ourselves, and what hangs on a volume. */
class CinderImageVolumesTest {

    private static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final String VOLUMES = "/volume/v3/" + PROJECT + "/volumes";
    private static final String LIST = VOLUMES + "/detail";
    private static final String SNAPSHOTS = "/volume/v3/" + PROJECT + "/snapshots/detail";

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private static String volume(String id, String more) {
        return "{'id': '%s', 'name': 'of-%s', 'status': 'available', 'size': 2, %s}"
                .formatted(id, id, more);
    }

    private static String marked(String value) {
        return "'metadata': {'stillframe_snapshot': '" + value + "'}";
    }

    private static Reply volumes(String... items) {
        return Reply.json(200, "{'volumes': [" + String.join(",", items) + "]}");
    }

    /** The whole project: what a Cinder returns that ignores the filter. */
    private static Reply everything() {
        return volumes(
                volume("ours", marked(RUN.toString())),
                volume("of-another-run", marked("22222222-2222-4222-8222-222222222222")),
                volume("with-more-around", marked("x" + RUN)),
                volume("with-another-key", "'metadata': {'snapshot': '" + RUN + "'}"),
                volume(
                        "marked-in-its-image-only",
                        "'volume_image_metadata': {'stillframe_snapshot': '" + RUN + "'}"),
                volume("named-so", "'description': '" + RUN + "', 'metadata': {}"),
                volume("without", "'metadata': null"));
    }

    private List<String> found() {
        return connected.volumes().volumesMarked(RUN).stream().map(Volume::id).toList();
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(Trouble.class, call).problem();
    }

    @Test
    void keepsOnlyVolumesThatCarryOurMarkThemselves() {
        cloud.server.on("GET", LIST, everything());

        assertThat(found()).containsExactly("ours");

        assertThat(cloud.server.asked("GET", LIST).getFirst().query())
                .isEqualTo("limit=2&metadata={\"stillframe_snapshot\":\"" + RUN + "\"}");
    }

    @Test
    void listsAllVolumesWhereTheFilterIsForbidden() {
        cloud.server.on(
                "GET",
                LIST,
                asked -> asked.query().contains("metadata") ? Reply.json(400, "") : everything());

        assertThat(found()).containsExactly("ours");
        assertThat(cloud.server.asked("GET", LIST)).hasSize(2);
    }

    @Test
    void readsEveryPageOfVolumes() {
        var next =
                "'volumes_links': [{'rel': 'next', 'href': 'http://internal.invalid/?marker=a'}]";
        cloud.server.on(
                "GET",
                LIST,
                asked ->
                        asked.query().endsWith("&marker=a")
                                ? volumes(volume("b", marked(RUN.toString())))
                                : Reply.json(
                                        200,
                                        "{'volumes': [%s], %s}"
                                                .formatted(
                                                        volume("a", marked(RUN.toString())),
                                                        next)));

        assertThat(found()).containsExactly("a", "b");
        assertThat(cloud.server.asked("GET", LIST))
                .allMatch(asked -> asked.query().contains("metadata"));
    }

    @Test
    void asksForAMarkedVolume() {
        var made = Reply.json(202, "{'volume': " + volume("new", "'snapshot_id': 's'") + "}");
        cloud.server.on("POST", VOLUMES, made);

        var volume = connected.volumes().make(RUN, new NewVolume("s", 2, "ssd", "n", "d"));
        connected.volumes().make(RUN, new NewVolume(null, 1, null, "n", "d"));

        assertThat(volume.id()).isEqualTo("new");
        var mark = "\"metadata\":{\"stillframe_snapshot\":\"" + RUN + "\"}}}";
        assertThat(cloud.server.asked("POST", VOLUMES))
                .extracting(Asked::body)
                .containsExactly(
                        "{\"volume\":{\"snapshot_id\":\"s\",\"size\":2,\"volume_type\":\"ssd\",\"name\":\"n\",\"description\":\"d\","
                                + mark,
                        "{\"volume\":{\"size\":1,\"name\":\"n\",\"description\":\"d\"," + mark);
    }

    @Test
    void saysWhyAVolumeWasNotMade() {
        cloud.server.inTurn("POST", VOLUMES, Reply.json(413, ""), HANG_UP);
        var wanted = new NewVolume("s", 2, null, "n", "d");

        var full = problem(() -> connected.volumes().make(RUN, wanted));
        var lost = problem(() -> connected.volumes().make(RUN, wanted));

        assertThat(full.type()).isEqualTo(ProblemType.OVER_QUOTA.word());
        assertThat(full.detail()).startsWith("Could not make a volume from volume snapshot s:");
        assertThat(full.mayHaveHappened()).isFalse();
        assertThat(lost.mayHaveHappened()).isTrue();
        assertThat(cloud.server.asked("POST", VOLUMES)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"400, true", "409, true", "403, false"})
    void looksAgainAtAVolumeThatIsNotInAStatusToBeDeleted(int status, boolean mayPass) {
        cloud.server.on("DELETE", VOLUMES + "/v", Reply.json(status, ""));

        var problem = problem(() -> connected.volumes().deleteVolume("v"));

        assertThat(problem.mayPass()).isEqualTo(mayPass);
        assertThat(problem.mayHaveHappened()).isFalse();
    }

    @Test
    void takesADeletionOfAVolumeThatIsGoneForDone() {
        cloud.server.on("DELETE", VOLUMES + "/v", Reply.json(404, ""));

        connected.volumes().deleteVolume("v");

        assertThat(cloud.server.asked("DELETE", VOLUMES + "/v")).hasSize(1);
    }

    private static String snapshot(String id, String volume) {
        return "{'id': '%s', 'name': null, 'volume_id': '%s', 'size': 1, 'status': 'available'}"
                .formatted(id, volume);
    }

    @Test
    void tellsTheSnapshotsAndClonesOfAVolume() {
        var snapshots = "{'snapshots': [" + snapshot("s", "v") + "," + snapshot("t", "w") + "]}";
        cloud.server
                .on("GET", SNAPSHOTS, Reply.json(200, snapshots))
                .on(
                        "GET",
                        LIST,
                        volumes(
                                volume("v", "'source_volid': null"),
                                volume("c", "'source_volid': 'v'"),
                                volume("d", "'source_volid': 'w'")));

        assertThat(connected.volumes().dependents("v"))
                .containsExactly(
                        new Dependent("volume snapshot", "s", ""),
                        new Dependent("volume", "c", "of-c"));
        assertThat(cloud.server.asked("GET", SNAPSHOTS).getFirst().query())
                .isEqualTo("limit=2&volume_id=v");
    }

    @Test
    void listsAllSnapshotsWhereTheFilterByVolumeIsForbidden() {
        var snapshots = Reply.json(200, "{'snapshots': [" + snapshot("s", "v") + "]}");
        cloud.server.on("GET", LIST, volumes());
        cloud.server.on(
                "GET",
                SNAPSHOTS,
                asked -> asked.query().contains("volume_id") ? Reply.json(400, "") : snapshots);

        assertThat(connected.volumes().dependents("v")).hasSize(1);
    }
}
