package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Version 1 as bytes on the wire; a real server's answers are in the shapes that it gave. */
@Timeout(30)
class GlanceV1ImagesTest {

    private static final String TEXT = "Ünïcødé – 日本";

    private ScriptedCloud cloud;
    private RawServer glance;
    private OpenStack connected;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        cloud = new ScriptedCloud();
        glance = new RawServer(line -> line.startsWith("GET / ") ? versions() : answer);
        connected = cloud.connectedWith(Map.of("image", glance.url() + "/v1"));
    }

    @AfterEach
    void stop() throws IOException {
        connected.close();
        glance.close();
        cloud.close();
    }

    private static String versions() {
        return RawServer.json(
                "300 Multiple Choices",
                "{\"versions\": [{\"id\": \"v1.1\", \"status\": \"SUPPORTED\"}, {\"id\": \"v1.0\"}]}");
    }

    private static NewImage wanted(Map<String, String> properties) {
        return new NewImage("some-id", TEXT, "private", 20, 512, properties, null);
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(Trouble.class, call).problem();
    }

    @Test
    void sendsAnImageInTheHeadersOfOnePost() {
        answer = RawServer.json("201 Created", "{\"image\": {}}");
        var mapping = "[{\"boot_index\": 0, \"device_name\": \"/dev/vda\"}, {\"x\": \"é€\"}]";

        var registered =
                connected
                        .images()
                        .registerActive(
                                wanted(
                                        Map.of(
                                                "block_device_mapping", mapping,
                                                "os.version_1", TEXT)));

        assertThat(registered).isEqualTo(Registered.CREATED);
        var lines = glance.asked("POST ");
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("POST /v1/images HTTP/1.1")
                .contains(
                        "x-image-meta-id: some-id",
                        "x-image-meta-name: " + TEXT,
                        "x-image-meta-is-public: False",
                        "x-image-meta-size: 0",
                        "x-image-meta-min-disk: 20",
                        "x-image-meta-min-ram: 512",
                        "x-image-meta-property-block-device-mapping: " + mapping,
                        "x-image-meta-property-os.version-1: " + TEXT)
                .anyMatch(line -> line.equalsIgnoreCase("content-length: 0"))
                .anyMatch(line -> line.equalsIgnoreCase("accept: application/json"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer-"))
                .noneMatch(line -> line.contains("format"));
    }

    @Test
    void saysThatAnImageIsPublicAndHasNoName() {
        answer = RawServer.json("201 Created", "{\"image\": {}}");

        connected.images().registerActive(new NewImage("i", "", "public", 1, 0, Map.of(), null));

        assertThat(glance.asked("POST ").getFirst())
                .contains("x-image-meta-is-public: True", "x-image-meta-min-ram: 0")
                .noneMatch(line -> line.startsWith("x-image-meta-name"));
    }

    @Test
    void readsAnImageByItsHeaders() {
        answer =
                RawServer.answer(
                        "200 OK",
                        "Content-Type: text/html; charset=UTF-8",
                        "X-Image-Meta-Id: some-id",
                        "X-Image-Meta-Size: 0",
                        "X-Image-Meta-Name: " + TEXT,
                        "X-Image-Meta-Status: active",
                        "X-Image-Meta-Deleted: False",
                        "X-Image-Meta-Min_ram: 0",
                        "X-Image-Meta-Owner: p-demo",
                        "X-Image-Meta-Updated_at: 2026-11-22T11:23:54.000000",
                        "X-Image-Meta-Created_at: 2026-11-22T11:23:53.381363",
                        "X-Image-Meta-Protected: True",
                        "X-Image-Meta-Is_public: False",
                        "X-Image-Meta-Property-Root_device_name: /dev/vda",
                        "x-image-meta-property-status: " + TEXT,
                        "X-Image-Meta-Property-Empty:");

        assertThat(connected.images().find("some-id"))
                .contains(
                        new Image(
                                "some-id",
                                TEXT,
                                "p-demo",
                                Image.Status.ACTIVE,
                                "private",
                                true,
                                0L,
                                0,
                                0,
                                Instant.parse("2026-11-22T11:23:53.381363Z"),
                                Instant.parse("2026-11-22T11:23:54Z"),
                                Map.of(
                                        "root_device_name",
                                        "/dev/vda",
                                        "status",
                                        TEXT,
                                        "empty",
                                        "")));
        assertThat(glance.asked("HEAD /v1/images/some-id HTTP/1.1")).hasSize(1);
        assertThat(glance.asked("GET ")).hasSize(1);
    }

    private static String head(String status, String... more) {
        var headers =
                new ArrayList<>(
                        List.of(
                                "X-Image-Meta-Id: i",
                                "X-Image-Meta-Size: 5",
                                "X-Image-Meta-Status: " + status,
                                "X-Image-Meta-Is_public: True",
                                "X-Image-Meta-Updated_at: 2026-11-22T11:23:54",
                                "X-Image-Meta-Created_at: 2026-11-22T11:23:53Z"));
        headers.addAll(List.of(more));
        return RawServer.answer("200 OK", headers.toArray(String[]::new));
    }

    @Test
    void takesADeletedImageForNone() {
        answer = head("deleted");
        assertThat(connected.images().find("i")).isEmpty();

        answer = RawServer.answer("404 Not Found");
        assertThat(connected.images().find("i")).isEmpty();
    }

    @Test
    void findsNoSizeInAnImageWithoutDataAndNoNameInOneWithout() {
        answer = head("queued");

        var image = connected.images().find("i").orElseThrow();

        assertThat(image.size()).isNull();
        assertThat(image.name()).isEmpty();
        assertThat(image.visibility()).isEqualTo("public");
        assertThat(image.projectId()).isNull();
    }

    @Test
    void doesNotTakeAnyAnswerForAnImage() {
        answer = RawServer.answer("200 OK", "X-Image-Meta-Status: active");
        assertThat(problem(() -> connected.images().find("i")).detail())
                .contains("no readable image");

        answer = head("active").replace("2026-11-22T11:23:54", "yesterday");
        assertThat(problem(() -> connected.images().find("i")).detail())
                .contains("a time in updated_at");
    }

    /** Of an image that v2 has registered. */
    @Test
    void readsAMappingOf64KiBytes() {
        var mapping = "x".repeat(65_535);
        answer = head("active", "X-Image-Meta-Property-Block_device_mapping: " + mapping);

        assertThat(connected.images().find("i").orElseThrow().properties())
                .containsEntry("block_device_mapping", mapping);
    }

    @Test
    void doesNotReadHeadersWithoutEnd() {
        answer = head("active", "X-Image-Meta-Property-Long: " + "x".repeat(200_000));

        var problem = problem(() -> connected.images().find("i"));

        assertThat(problem.type()).isEqualTo(ProblemType.CLOUD_UNEXPECTED.word());
        assertThat(problem.detail()).contains("too large to read");
        assertThat(problem.mayPass()).isFalse();
    }

    @Test
    void saysThatAnIdIsTaken() {
        answer = RawServer.json("409 Conflict", "{\"message\": \"exists\"}");

        assertThat(connected.images().registerActive(wanted(Map.of())))
                .isEqualTo(Registered.ID_TAKEN);
    }

    @Test
    void tellsARefusalAndALostReply() {
        answer =
                RawServer.answer("400 Header Line Too Long", "Connection: close")
                        .replace("HTTP/1.1", "HTTP/1.0");

        var refused = problem(() -> connected.images().registerActive(wanted(Map.of())));

        assertThat(Objects.requireNonNull(refused.upstream()).status()).isEqualTo(400);
        assertThat(refused.mayHaveHappened()).isFalse();

        answer = RawServer.answer("500 Oh");
        assertThat(
                        problem(() -> connected.images().registerActive(wanted(Map.of())))
                                .mayHaveHappened())
                .isTrue();
        assertThat(glance.asked("POST ")).hasSize(2);
    }

    @Test
    void deletesAnImageAndTakesOneThatIsGoneForDeleted() {
        answer = RawServer.answer("200 OK");
        connected.images().delete("i");
        answer = RawServer.answer("404 Not Found");
        connected.images().delete("i");
        answer = RawServer.json("403 Forbidden", "{\"message\": \"Image is protected\"}");
        assertThatThrownBy(() -> connected.images().delete("i"))
                .hasMessageContaining("Glance answered 403, \"Image is protected\"");

        assertThat(glance.asked("DELETE /v1/images/i HTTP/1.1")).hasSize(3);
    }

    @Test
    void neverSendsAControlCharacter() {
        answer = RawServer.json("201 Created", "{\"image\": {}}");
        for (char c = 0; c < 0xA0; c += c == 0x1F ? 0x7F - 0x1F : 1) {
            var evil = "a" + c + "X-Evil: b";
            var none = Map.<String, String>of();
            for (var image :
                    List.of(
                            new NewImage("i" + c, "n", "private", 1, 0, none, null),
                            new NewImage("i", evil, "private", 1, 0, none, null),
                            new NewImage("i", "n" + c, "private", 1, 0, none, null),
                            new NewImage("i", c + "n", "private", 1, 0, none, null),
                            new NewImage("i", "n", "private" + c, 1, 0, none, null),
                            wanted(Map.of(evil, "v")),
                            wanted(Map.of("p" + c, "v")),
                            wanted(Map.of("p", evil)),
                            wanted(Map.of("p", "v" + c)),
                            wanted(Map.of("p", c + "v")),
                            wanted(Map.of("p", String.valueOf(c))))) {
                var objection = connected.images().objection(image, ImageApi.V1).orElse("");
                assertThat(objection).as("U+%04X", (int) c).isNotEmpty();
                assertThat(objection.chars().anyMatch(Character::isISOControl)).isFalse();

                var problem = problem(() -> connected.images().registerActive(image));

                assertThat(problem.type()).isEqualTo(ProblemType.STRATEGY_UNAVAILABLE.word());
                assertThat(problem.detail()).isEqualTo(objection);
                assertThat(problem.mayHaveHappened()).isFalse();
                assertThat(problem.mayPass()).isFalse();
            }
        }
        assertThat(glance.asked("POST ")).isEmpty();
    }
}
