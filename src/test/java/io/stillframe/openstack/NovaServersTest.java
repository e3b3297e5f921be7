package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Attachment;
import io.stillframe.snapshot.MappingKey;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NovaServersTest {

    private static final String SERVER = "/compute/v2.1/servers/s";
    private static final String ATTACHMENTS = SERVER + "/os-volume_attachments";

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

    private static Reply server(String image) {
        return Reply.json(
                        200,
                        "{'server': {'id': 's', 'name': 'web', 'tenant_id': 'p', 'status': 'ACTIVE', 'image': %s}}"
                                .formatted(image))
                .with("OpenStack-API-Version", "compute 2.89");
    }

    private void novaUpTo(String max) {
        cloud.server.on(
                "GET",
                "/compute/v2.1/",
                Reply.json(
                        200,
                        "{'version': {'id': 'v2.1', 'min_version': '2.1', 'version': '"
                                + max
                                + "'}}"));
    }

    @Test
    void tellsTheImageThatAServerWasBootedWithIfThereIsOne() {
        cloud.server.inTurn("GET", SERVER, server("''"), server("{'id': 'i'}"));

        assertThat(connected.servers().find("s").orElseThrow().imageId()).isNull();
        assertThat(connected.servers().find("s").orElseThrow().imageId()).isEqualTo("i");
    }

    @Test
    void asksForTheBestVersionThatNovaOffers() {
        cloud.server.on("GET", SERVER, server("''"));
        assertVersion("2.89");
        connected.close();
        novaUpTo("2.78");
        connected = cloud.connected();
        assertVersion("2.70");
    }

    private void assertVersion(String version) {
        connected.servers().find("s");
        var asked = cloud.server.asked("GET", SERVER).getLast();
        assertThat(asked.header("OpenStack-API-Version")).isEqualTo("compute " + version);
        assertThat(asked.header("X-OpenStack-Nova-API-Version")).isEqualTo(version);
    }

    @Test
    void readsAttachmentsByVolumeIdToTheLastPage() {
        cloud.server.on("GET", ATTACHMENTS, asked -> page(asked, 5));

        assertThat(connected.servers().attachments("s"))
                .hasSize(5)
                .contains(new Attachment("v0", "/dev/vda", true, "root"));
        assertThat(cloud.server.asked("GET", ATTACHMENTS))
                .extracting(Asked::query)
                .containsExactly("limit=2&offset=0", "limit=2&offset=2", "limit=2&offset=4");
    }

    /** Without {@code id}, as from 2.89 on. */
    private static Reply page(Asked asked, int all) {
        int from = Integer.parseInt(asked.query().replaceAll(".*offset=", ""));
        var items = new java.util.ArrayList<String>();
        for (int i = from; i < Math.min(from + 2, all); i++) {
            items.add(
                    ("{'volumeId': 'v%d', 'device': '/dev/vd%c', 'delete_on_termination': true,"
                                    + " 'tag': 'root', 'attachment_id': 'a', 'bdm_uuid': 'b'}")
                            .formatted(i, 'a' + i));
        }
        return Reply.json(200, "{'volumeAttachments': [" + String.join(",", items) + "]}");
    }

    @Test
    void readsOnceWhatANovaReturnsThatIgnoresPages() {
        var all =
                "{'volumeAttachments': [{'volumeId': 'a'}, {'volumeId': 'b'}, {'volumeId': 'c'}]}";
        cloud.server.on("GET", ATTACHMENTS, Reply.json(200, all));

        assertThat(connected.servers().attachments("s"))
                .extracting(Attachment::volumeId)
                .containsExactly("a", "b", "c");
    }

    @Test
    void saysWhichMappingKeysNovaKnows() {
        assertThat(connected.servers().understands(MappingKey.VOLUME_TYPE)).isTrue();
        connected.close();
        novaUpTo("2.60");
        connected = cloud.connected();
        assertThat(connected.servers().understands(MappingKey.VOLUME_TYPE)).isFalse();
        assertThat(connected.servers().understands(MappingKey.TAG)).isTrue();
    }

    @Test
    void noticesAProxyThatDropsTheVersion() {
        cloud.server.on("GET", SERVER, Reply.json(200, server("''").body()));

        connected.servers().find("s");

        assertThat(connected.servers().understands(MappingKey.TAG)).isFalse();
    }

    @Test
    void tellsWhetherAnotherPageOfServersMayFollow() {
        var full =
                "{'servers': [{'id': 's', 'tenant_id': 'p', 'status': 'UNKNOWN'}],"
                        + " 'servers_links': [{'rel': 'next', 'href': 'http://x/?marker=s'}]}";
        cloud.server.inTurn(
                "GET",
                "/compute/v2.1/servers/detail",
                Reply.json(200, full),
                Reply.json(200, "{'servers': []}"));

        assertThat(connected.servers().list(1, null).more()).isTrue();
        var last = connected.servers().list(1, "s");
        assertThat(last.servers()).isEqualTo(List.of());
        assertThat(last.more()).isFalse();
        assertThat(cloud.server.asked("GET", ".*/servers/detail").getLast().query())
                .isEqualTo("limit=1&marker=s");
    }

    @Test
    void isInTroubleWhenAnAnswerIsNoServer() {
        cloud.server.on("GET", SERVER, Reply.json(200, "{'servers': []}"));

        assertThatThrownBy(() -> connected.servers().find("s"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("no readable ServerBody");
    }
}
