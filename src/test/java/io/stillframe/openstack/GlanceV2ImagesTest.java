package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GlanceV2ImagesTest {

    private static final String IMAGES = "/image/v2/images";
    private static final String SCHEMA = "/image/v2/schemas/image";

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

    private static Reply image(String status) {
        return Reply.json(
                200,
                """
                {'id': 'i', 'name': null, 'owner': 'p', 'status': '%s', 'visibility': 'private',
                 'protected': false, 'size': null, 'created_at': '2026-01-01T12:00:00Z',
                 'updated_at': '2026-01-01T12:00:00Z', 'tags': ['a'], 'os_distro': 'debian',
                 'new_attribute': 'x', 'mine': 'y', 'nothing': null}
                """
                        .formatted(status));
    }

    private static NewImage wanted() {
        return new NewImage(
                "i", "web", "private", 2, 0, Map.of("mine", "y", "name", "a property"), null);
    }

    @Test
    void tellsCustomPropertiesByTheSchema() {
        var schema =
                """
                {'properties': {'id': {}, 'new_attribute': {'type': 'string'},
                 'os_distro': {'is_base': false}, 'kernel_id': {'is_base': false}}}
                """;
        cloud.server
                .on("GET", SCHEMA, Reply.json(200, schema))
                .on("GET", IMAGES + "/i", image("queued"));

        var image = connected.images().find("i").orElseThrow();
        connected.images().find("i");

        assertThat(image.properties()).isEqualTo(Map.of("os_distro", "debian", "mine", "y"));
        assertThat(image.size()).isNull();
        assertThat(image.name()).isEmpty();
        assertThat(cloud.server.asked("GET", SCHEMA)).hasSize(1);
    }

    @Test
    void takesADeletedImageForNone() {
        cloud.server.inTurn("GET", IMAGES + "/i", image("deleted"), Reply.json(404, ""));

        assertThat(connected.images().find("i")).isEmpty();
        assertThat(connected.images().find("i")).isEmpty();
    }

    @Test
    void registersWithTheFirstDiskFormatWhereRawIsNotOffered() {
        var schema = "{'properties': {'disk_format': {'enum': [null, 'qcow2', 'iso']}}}";
        cloud.server
                .on("GET", SCHEMA, Reply.json(200, schema))
                .on("POST", IMAGES, Reply.json(201, "{}"));

        assertThat(connected.images().register(wanted())).isEqualTo(Registered.CREATED);

        var body = Json.WIRE.readTree(cloud.server.asked("POST", IMAGES).getFirst().body());
        assertThat(body)
                .isEqualTo(
                        Json.WIRE.readTree(
                                """
                                {"id": "i", "name": "web", "visibility": "private", "min_disk": 2,
                                 "min_ram": 0, "disk_format": "qcow2", "container_format": "bare", "mine": "y"}
                                """));
    }

    @Test
    void saysThatAnIdIsTaken() {
        cloud.server.on("POST", IMAGES, Reply.json(409, ""));

        assertThat(connected.images().register(wanted())).isEqualTo(Registered.ID_TAKEN);
    }

    @Test
    void leavesAnImageAsItIsThatHasDataAlready() {
        cloud.server
                .on("PUT", IMAGES + "/i/file", Reply.json(409, "{'message': 'not allowed'}"))
                .on("GET", IMAGES + "/i", image("active"));

        connected.images().uploadNothing("i");
    }

    @Test
    void isInTroubleWhenAnUploadIsRefusedByAnImageWithoutData() {
        cloud.server
                .on("PUT", IMAGES + "/i/file", Reply.json(409, "{'message': 'not allowed'}"))
                .on("GET", IMAGES + "/i", image("saving"));

        assertThatThrownBy(() -> connected.images().uploadNothing("i"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("not allowed");
    }

    @Test
    void takesADeletionOfWhatIsGoneForDoneAndSaysWhyAProtectedImageStays() {
        cloud.server.inTurn(
                "DELETE",
                IMAGES + "/i",
                Reply.json(404, ""),
                Reply.json(410, ""),
                Reply.json(
                        403,
                        "<html><head><title>403</title></head><h1>403</h1>protected &amp; safe<br/></html>"));

        connected.images().delete("i");
        connected.images().delete("i");
        assertThatThrownBy(() -> connected.images().delete("i"))
                .hasMessageContaining("Glance answered 403, \"protected & safe\"");
    }
}
