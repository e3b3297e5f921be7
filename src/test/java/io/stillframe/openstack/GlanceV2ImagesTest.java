package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.openstack.ScriptedServer.Asked;
import io.stillframe.openstack.ScriptedServer.Reply;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImageChange.Replace;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static Reply having(String... properties) {
        var named = new StringBuilder();
        for (var property : properties) {
            named.append(", '%s': '1'".formatted(property));
        }
        return Reply.json(
                200,
                """
                {'id': 'i', 'name': 'web', 'owner': 'p', 'status': 'active', 'visibility': 'private',
                 'created_at': '2026-01-01T12:00:00Z', 'updated_at': '2026-01-01T12:00:00Z'%s}
                """
                        .formatted(named));
    }

    private static ImageChange to(ImageChange.Properties properties) {
        return new ImageChange(null, null, null, null, null, properties);
    }

    private List<String> patches() {
        return cloud.server.asked("PATCH", IMAGES + "/i").stream().map(Asked::body).toList();
    }

    @Test
    void sendsOnlyWhatIsDifferent() {
        cloud.server
                .on("GET", IMAGES + "/i", having("a", "b~c/d", "e"))
                .on("PATCH", IMAGES + "/i", having("a", "f/g"));

        var change =
                new ImageChange(
                        "web",
                        null,
                        false,
                        null,
                        null,
                        new Merge(Map.of("a", "1", "f/g", "1"), Set.of("b~c/d", "e", "x")));
        connected.images().change("i", change);

        assertThat(patches())
                .containsExactly(
                        """
                        [{"op":"remove","path":"/b~0c~1d"},{"op":"remove","path":"/e"},\
                        {"op":"add","path":"/f~1g","value":"1"}]\
                        """);
    }

    @Test
    void looksAgainWhenSomebodyElseRemovedAPropertyFirst() {
        cloud.server
                .inTurn("GET", IMAGES + "/i", having("a", "b"), having("b"), having("b"))
                .inTurn(
                        "PATCH",
                        IMAGES + "/i",
                        Reply.json(409, "{'message': 'Property a does not exist.'}"),
                        having("c"));

        var now = connected.images().change("i", to(new Replace(Map.of("c", "1"))));

        assertThat(now.orElseThrow().properties()).isEqualTo(Map.of("c", "1"));
        assertThat(patches()).hasSize(2);
        assertThat(patches().getLast()).contains("\"/b\"").doesNotContain("\"/a\"");
    }

    @Test
    void removesWhatSomebodyElseAddedBetweenTheLookAndTheChange() {
        cloud.server
                .on("GET", IMAGES + "/i", having("a"))
                .inTurn("PATCH", IMAGES + "/i", having("b", "other"), having("b"));

        var now = connected.images().change("i", to(new Replace(Map.of("b", "1"))));

        assertThat(now.orElseThrow().properties()).isEqualTo(Map.of("b", "1"));
        assertThat(patches().getLast()).isEqualTo("[{\"op\":\"remove\",\"path\":\"/other\"}]");
    }

    @Test
    void givesUpAConflictThatDoesNotEndInTheWordsOfGlance() {
        cloud.server
                .on("GET", IMAGES + "/i", having("a"))
                .on("PATCH", IMAGES + "/i", Reply.json(409, "{'message': 'Property a is odd.'}"));

        assertThatThrownBy(() -> connected.images().change("i", to(new Replace(Map.of()))))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("Glance answered 409, \"Property a is odd.\"");
        assertThat(patches()).hasSize(4);
    }

    @Test
    void givesUpAChangeThatGlanceDoesNotKeep() {
        cloud.server.on("GET", IMAGES + "/i", having("a")).on("PATCH", IMAGES + "/i", having("a"));

        assertThatThrownBy(() -> connected.images().change("i", to(new Replace(Map.of()))))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("image-changed")
                .hasMessageContaining("4 times");
        assertThat(patches()).hasSize(4);
    }

    @Test
    void tellsAnImageThatIsGoneFromAnswersAboutSomethingElse() {
        cloud.server
                .inTurn("GET", IMAGES + "/i", having("a"), Reply.json(404, ""), having("a"))
                .on("PATCH", IMAGES + "/i", Reply.json(404, "{'message': 'nothing found'}"));

        assertThat(connected.images().change("i", to(new Replace(Map.of())))).isEmpty();
        assertThatThrownBy(() -> connected.images().change("i", to(new Replace(Map.of()))))
                .hasMessageContaining("nothing found");
    }

    @Test
    void registersWithTheFormatsOfItsExternalData() {
        cloud.server.on("POST", IMAGES, Reply.json(201, "{}"));
        var data = new NewImage.ExternalData("http://store/disk", "qcow2", "ovf");

        connected.images().register(new NewImage("i", "web", "private", 2, 0, Map.of(), data));

        assertThat(cloud.server.asked("POST", IMAGES).getFirst().body())
                .contains("\"disk_format\":\"qcow2\"", "\"container_format\":\"ovf\"")
                .doesNotContain("store");
    }

    @Test
    void asksGlanceOnlyForWhatItCannotMisunderstand() {
        cloud.server.on("GET", IMAGES, Reply.json(200, "{'images': []}"));
        var properties =
                Map.of("plain", "a+b", "colon", "a:b", "owner", "x", "a_max", "5", "sort", "x");
        var since = Instant.parse("2026-01-01T12:00:00.5Z");

        connected
                .images()
                .list(
                        new ImageFilter(
                                "p", "w b", Image.Status.ACTIVE, "shared", since, properties),
                        5,
                        "m");
        connected.images().list(new ImageFilter("p", "in:a", null, null, null, Map.of()), 5, null);

        var asked = cloud.server.asked("GET", IMAGES);
        assertThat(List.of(asked.getFirst().query().split("&", -1)))
                .containsExactlyInAnyOrder(
                        "limit=2",
                        "marker=m",
                        "name=w b",
                        "status=active",
                        "visibility=shared",
                        "owner=p",
                        "updated_at=gte:2026-01-01T12:00:00Z",
                        "plain=a+b");
        assertThat(asked.getLast().query()).isEqualTo("limit=2");
    }

    @Test
    void doesNotReadAListWithoutEnd() {
        var page = "{'images': [], 'next': '/v2/images?marker=a'}";
        cloud.server.on("GET", IMAGES, Reply.json(200, page));

        assertThatThrownBy(() ->
                        connected
                                .images()
                                .list(
                                        new ImageFilter("p", null, null, null, null, Map.of()),
                                        5,
                                        null))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("no end");
    }
}
