package io.stillframe.openstack;

import static io.stillframe.openstack.ScriptedCloud.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.VolumeSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volume snapshots that somebody names. */
class CinderSnapshotsTest {

    private static final String BASE = "/volume/v3/" + PROJECT + "/snapshots";
    private static final String LIST = BASE + "/detail";
    private static final String ONE = BASE + "/s\\d+";

    private ScriptedCloud cloud;
    private OpenStack connected;

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        connected = cloud.connected();
        cloud.server
                .on("GET", ONE, one -> one(one.path().substring(BASE.length() + 1)))
                .on("GET", BASE + "/nobody", Reply.json(404, ""))
                .on("GET", LIST, Reply.json(200, "{'snapshots': [" + snapshot("s0") + "]}"));
    }

    @AfterEach
    void stop() {
        connected.close();
        cloud.close();
    }

    private static Reply one(String id) {
        return Reply.json(200, "{'snapshot': " + snapshot(id) + "}");
    }

    private static String snapshot(String id) {
        return """
        {'id': '%s', 'volume_id': 'v', 'size': 3, 'status': 'available',
         'os-extended-snapshot-attributes:project_id': 'p'}
        """
                .formatted(id);
    }

    private List<String> found(List<String> ids) {
        return connected.volumes().findSnapshots(ids).stream().map(VolumeSnapshot::id).toList();
    }

    private int asked(String path) {
        return cloud.server.asked("GET", path).size();
    }

    @Test
    void readsOneAlone() {
        var one = connected.volumes().findSnapshots(List.of("s7")).getFirst();

        assertThat(one.id()).isEqualTo("s7");
        assertThat(one.projectId()).isEqualTo("p");
        assertThat(one.sizeGib()).isEqualTo(3);
        assertThat(found(List.of("nobody"))).isEmpty();
        assertThat(found(List.of())).isEmpty();
        assertThat(asked(LIST)).isZero();
    }

    @Test
    void readsSeveralByOneListAndTheRestOneByOne() {
        assertThat(found(List.of("s0", "s1", "nobody", "s1")))
                .containsExactlyInAnyOrder("s0", "s1");

        assertThat(asked(LIST)).isEqualTo(1);
        assertThat(asked(ONE)).isEqualTo(1);
    }

    @Test
    void readsTheWholeListWhereManyAreNotOnItsFirstPage() {
        var ids = IntStream.range(0, 25).mapToObj(i -> "s" + i).toList();

        assertThat(found(ids)).containsExactly("s0");

        assertThat(asked(LIST)).isEqualTo(2);
        assertThat(asked(ONE)).isZero();
    }
}
