package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImageChange.Replace;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists and changes of version 1 as bytes on the wire. */
@Timeout(30)
class GlanceV1ChangesTest {

    private static final String JSON = "[{\"boot_index\": 0, \"x\": \"é, ü\"}]";
    private static final String ENCODED = "%5B%7B%22snapshot_id%22:%22s1%22%7D%5D";

    private static final String NO_MORE = RawServer.json("200 OK", "{\"images\": []}");

    private ScriptedCloud cloud;
    private RawServer glance;
    private OpenStack connected;
    private volatile String head = "";
    private volatile String put = "";
    private volatile String list = "";
    private volatile String post = RawServer.json("201 Created", "{\"image\": {}}");

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        glance = new RawServer(this::answer);
        connected = cloud.connectedWith(Map.of("image", glance.url()));
    }

    @AfterEach
    void stop() throws IOException {
        connected.close();
        glance.close();
        cloud.close();
    }

    private String answer(String line) {
        return switch (line.substring(0, line.indexOf(' '))) {
            case "HEAD" -> head;
            case "PUT" -> put;
            case "POST" -> post;
            default ->
                    line.startsWith("GET / ")
                            ? RawServer.json("300 Oh", "{\"versions\": [{\"id\": \"v1.1\"}]}")
                            : line.contains("marker=d") ? NO_MORE : list;
        };
    }

    private static String headOf(String owner, String... properties) {
        var headers =
                new String[] {
                    "X-Openstack-Request-Id: req-1",
                    "X-Image-Meta-Id: i",
                    "X-Image-Meta-Owner: " + owner,
                    "X-Image-Meta-Status: active",
                    "X-Image-Meta-Updated_at: 2026-11-22T11:23:54",
                    "X-Image-Meta-Created_at: 2026-11-22T11:23:53"
                };
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(properties));
        return RawServer.answer("200 OK", all.toArray(String[]::new));
    }

    private static String json(String id, String status, String properties) {
        return """
        {"id": "%s", "name": "n", "owner": "p", "status": "%s", "is_public": false,
         "size": 0, "protected": false, "min_disk": 0, "min_ram": 0, "checksum": null,
         "created_at": "2026-11-22T11:23:53.381363", "deleted_at": null,
         "updated_at": "2026-11-22T11:23:54.000000", "properties": {%s}}\
        """
                .formatted(id, status, properties);
    }

    private static String updated(String properties) {
        return RawServer.json("200 OK", "{\"image\": " + json("i", "active", properties) + "}");
    }

    private List<String> lastPut() {
        return glance.asked("PUT /v1/images/i ").getLast();
    }

    private static ImageChange to(ImageChange.Properties properties) {
        return new ImageChange(null, null, null, null, null, properties);
    }

    @Test
    void saysThatNothingIsToBePurgedWherePropertiesAreOnlySet() {
        head =
                headOf(
                        ScriptedCloud.PROJECT,
                        "X-Image-Meta-Property-A: 1",
                        "X-Image-Meta-Property-B: 2");
        put = updated("\"a\": \"1\", \"b\": \"3\", \"c_d\": \"50%2520off\", \"nil\": null");

        var now =
                connected
                        .images()
                        .change(
                                "i",
                                to(
                                        new Merge(
                                                Map.of("b", "3", "a", "1", "c_d", "50%20off"),
                                                Set.of())));

        assertThat(now.orElseThrow().properties())
                .isEqualTo(Map.of("a", "1", "b", "3", "c_d", "50%20off"));
        assertThat(lastPut())
                .contains(
                        "x-glance-registry-purge-props: False",
                        "x-image-meta-property-b: 3",
                        "x-image-meta-property-c-d: 50%2520off")
                .noneMatch(line -> line.startsWith("x-image-meta-property-a"))
                .anyMatch(line -> line.equalsIgnoreCase("content-length: 0"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer-"))
                .noneMatch(line -> line.startsWith("x-image-meta-size"));
        assertThat(glance.asked("PUT ")).hasSize(1);
    }

    @Test
    void sendsAllThatStaysAsItIsKeptWhereSomethingIsPurged() {
        head =
                headOf(
                        ScriptedCloud.PROJECT,
                        "X-Image-Meta-Property-Gone: 1",
                        "X-Image-Meta-Property-Block_device_mapping: " + JSON,
                        "X-Image-Meta-Property-Encoded: " + ENCODED,
                        "X-Image-Meta-Property-Line: a%0Ab");
        put =
                updated(
                        "\"block_device_mapping\": \""
                                + JSON.replace("\"", "\\\"")
                                + "\","
                                + "\"encoded\": \""
                                + ENCODED
                                + "\", \"line\": \"a%0Ab\"");

        connected.images().change("i", to(new Merge(Map.of(), Set.of("gone"))));

        assertThat(lastPut())
                .contains(
                        "x-glance-registry-purge-props: True",
                        "x-image-meta-property-block-device-mapping: " + JSON,
                        "x-image-meta-property-encoded: " + ENCODED,
                        "x-image-meta-property-line: a%0Ab")
                .noneMatch(line -> line.startsWith("x-image-meta-property-gone"));
    }

    /** Version 2 has made it so. */
    @Test
    void refusesToPurgeWhereSomethingThatStaysCannotBeSent() {
        head =
                headOf(
                        ScriptedCloud.PROJECT,
                        "X-Image-Meta-Property-Gone: 1",
                        "X-Image-Meta-Property-Long: " + "x".repeat(20_000));

        assertThatThrownBy(() ->
                        connected.images().change("i", to(new Merge(Map.of(), Set.of("gone")))))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining(ProblemType.UNSUPPORTED_BY_GLANCE.word())
                .hasMessageContaining("Property long is 20000 bytes long");
        assertThat(glance.asked("PUT ")).isEmpty();
    }

    @Test
    void changesAttributesWithoutASingleProperty() {
        head = headOf(ScriptedCloud.PROJECT, "X-Image-Meta-Property-A: 1");
        var told =
                json("i", "active", "\"a\": \"1\"")
                        .replace("\"n\"", "\"50%2520off\"")
                        .replace("\"protected\": false", "\"protected\": true");
        put = RawServer.json("200 OK", "{\"image\": " + told + "}");

        var change = new ImageChange("50%20off", "private", true, 0, null, Merge.NOTHING);
        var now = connected.images().change("i", change).orElseThrow();

        assertThat(now.name()).isEqualTo("50%20off");
        assertThat(lastPut())
                .contains(
                        "x-glance-registry-purge-props: False",
                        "x-image-meta-name: 50%2520off",
                        "x-image-meta-protected: True")
                .noneMatch(line -> line.startsWith("x-image-meta-property"))
                .noneMatch(line -> line.startsWith("x-image-meta-min"));
    }

    @Test
    void purgesAgainWhatSomebodyElseAddedMeanwhile() {
        head = headOf(ScriptedCloud.PROJECT, "X-Image-Meta-Property-A: 1");
        var answers =
                new ConcurrentLinkedQueue<>(
                        List.of(
                                updated("\"a\": \"2\", \"other\": \"1\""),
                                updated("\"a\": \"2\"")));
        put = "";
        try (var raced = cloud.connectedWith(Map.of("image", racing(answers).url()))) {
            var now = raced.images().change("i", to(new Replace(Map.of("a", "2"))));

            assertThat(now.orElseThrow().properties()).isEqualTo(Map.of("a", "2"));
        }
        assertThat(answers).isEmpty();
    }

    private RawServer racing(Queue<String> answers) {
        try {
            return new RawServer(line ->
                    line.startsWith("PUT ")
                            ? Objects.requireNonNull(answers.poll())
                            : answer(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysNoWhereGlanceBreaksOverAnImageOfAnotherProject() {
        put = RawServer.answer("500 Internal Server Error");
        head = headOf("somebody-else");

        var refused = problem();
        assertThat(refused.type()).isEqualTo(ProblemType.CLOUD_FORBIDDEN.word());
        assertThat(refused.detail()).contains("belongs to another project");
        assertThat(refused.mayHaveHappened()).isFalse();

        head = headOf(ScriptedCloud.PROJECT);
        assertThat(problem().mayHaveHappened()).isTrue();
    }

    private Problem problem() {
        var change = to(new Merge(Map.of("a", "2"), Set.of()));
        return catchThrowableOfType(Trouble.class, () -> connected.images().change("i", change))
                .problem();
    }

    @Test
    void readsWhatNewerClientsLeftPercentEncoded() {
        head =
                headOf(
                        "p",
                        "X-Image-Meta-Name: %C3%9Cber",
                        "X-Image-Meta-Property-Block_device_mapping: " + ENCODED,
                        "X-Image-Meta-Property-Other: 100% %C3%9Cber");

        var image = connected.images().find("i").orElseThrow();

        assertThat(image.name()).isEqualTo("Über");
        assertThat(image.properties())
                .isEqualTo(
                        Map.of(
                                "block_device_mapping", "[{\"snapshot_id\":\"s1\"}]",
                                "other", "100% %C3%9Cber"));
    }

    @Test
    void listsWithoutWhatIsNoLongerThere() {
        list =
                RawServer.json(
                        "200 OK",
                        "{\"images\": ["
                                + String.join(
                                        ",",
                                        json("a", "active", "\"Foo\": \"" + ENCODED + "\""),
                                        json("b", "deleted", ""),
                                        json("c", "killed", ""),
                                        json("d", "pending_delete", ""))
                                + "]}");

        var page =
                connected
                        .images()
                        .list(
                                new ImageFilter("p", null, null, null, Instant.EPOCH, Map.of()),
                                9,
                                null);

        assertThat(page.images()).extracting(Image::id).containsExactly("a");
        assertThat(page.images().getFirst().properties())
                .isEqualTo(Map.of("foo", "[{\"snapshot_id\":\"s1\"}]"));
    }

    @Test
    void asksOnlyForWhatIsKeptInOneForm() {
        list = RawServer.json("200 OK", "{\"images\": []}");
        var since = Instant.parse("2026-01-01T12:00:00.5Z");

        connected
                .images()
                .list(
                        new ImageFilter(
                                "p",
                                "web",
                                Image.Status.ACTIVE,
                                "public",
                                since,
                                Map.of("a", "b:c", "d", "two words", "e", "")),
                        9,
                        "m");

        assertThat(glance.asked("GET /v1/").getFirst().getFirst())
                .isEqualTo(
                        "GET /v1/images/detail?limit=2&marker=m&is_public=True&name=web&status=active"
                                + "&changes-since=2026-01-01T11%3A59%3A59Z&property-a=b%3Ac HTTP/1.1");
    }

    @Test
    void registersExternalDataWithoutASize() {
        var data = new NewImage.ExternalData("http://store/a%20disk", "qcow2", "bare");

        connected
                .images()
                .registerActive(new NewImage("i", "50%20off", "private", 1, 0, Map.of(), data));

        assertThat(glance.asked("POST ").getFirst())
                .contains(
                        "x-image-meta-location: http://store/a%20disk",
                        "x-image-meta-disk-format: qcow2",
                        "x-image-meta-container-format: bare",
                        "x-image-meta-name: 50%2520off")
                .noneMatch(line -> line.startsWith("x-image-meta-size"));
    }

    @Test
    void neverSendsALineBreakInALocation() {
        for (var data :
                List.of(
                        new NewImage.ExternalData("http://store/\r\nX-Evil: 1", "raw", "bare"),
                        new NewImage.ExternalData("http://store/", "raw\nX-Evil: 1", "bare"),
                        new NewImage.ExternalData("http://store/", "raw", "bare\nX-Evil: 1"),
                        new NewImage.ExternalData("http://" + "x".repeat(17_000), "raw", "bare"))) {
            var image = new NewImage("i", "n", "private", 1, 0, Map.of(), data);
            assertThatThrownBy(() -> connected.images().registerActive(image))
                    .isInstanceOf(Trouble.class);
        }
        assertThat(glance.asked("POST ")).isEmpty();
    }
}
