package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.RawClient.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What version 1 makes of a creation, and what it leaves behind when it refuses one. */
class GlanceV1CreateTest {

    private static final String IMAGES = "/image/v1/images";
    private static final String OCTETS = "Content-Type: application/octet-stream";
    private static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";
    private static final String DISK = "x-image-meta-disk_format: raw";
    private static final String CONTAINER = "x-image-meta-container_format: bare";
    private static final String NO_SIZE = "x-image-meta-size: 0";

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final RawClient demo = RawClient.of(cloud, "demo");
    private final RawClient admin = RawClient.of(cloud, "admin", "admin");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static JsonNode made(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json().path("image");
    }

    private static void assertMade(Reply reply, String status, long size, boolean isSummed) {
        var image = made(reply);
        assertThat(image.path("status").asString()).isEqualTo(status);
        assertThat(image.path("size").asLong(-1)).isEqualTo(size);
        assertThat(image.path("checksum").isString()).isEqualTo(isSummed);
        assertThat(reply.headersFrom("ETag")).hasSize(isSummed ? 1 : 0);
    }

    private void assertRefused(Reply reply, int status, String words, String... leftovers) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(words);
        assertThat(cloud.images()).extracting(i -> i.status()).containsExactly(leftovers);
    }

    @Test
    void isQueuedWithoutASizeAndWithoutData() throws Exception {
        assertMade(demo.send("POST", IMAGES), "queued", 0, false);
        assertMade(demo.sendBody("POST", IMAGES, "", DISK, CONTAINER, OCTETS), "queued", 0, false);
        assertMade(demo.send("POST", IMAGES, "x-image-meta-size: 5"), "queued", 5, false);
    }

    @Test
    void isActiveAtOnceWhenItsSizeIsZero() throws Exception {
        assertMade(demo.send("POST", IMAGES, NO_SIZE), "active", 0, false);
        assertMade(
                demo.sendBody("POST", IMAGES, "", NO_SIZE, DISK, CONTAINER, OCTETS),
                "active",
                0,
                false);
        var half = made(demo.send("POST", IMAGES, NO_SIZE, "x-image-meta-disk_format: ami"));
        assertThat(half.path("container_format").asString()).isEqualTo("ami");
    }

    @Test
    void takesAnEmptyChunkedBodyForData() throws Exception {
        var reply = demo.sendChunked("POST", IMAGES, "", DISK, CONTAINER, OCTETS);
        assertMade(reply, "active", 0, true);
        assertThat(reply.header("ETag")).isEqualTo(EMPTY);
        assertMade(
                demo.sendChunked("POST", IMAGES, "", NO_SIZE, DISK, CONTAINER, OCTETS),
                "active",
                0,
                true);
    }

    @Test
    void comparesDataWithTheSizeUnlessThatIsZero() throws Exception {
        assertMade(
                demo.sendBody("POST", IMAGES, "abc", NO_SIZE, DISK, CONTAINER, OCTETS),
                "active",
                3,
                true);
        var reply =
                demo.sendBody(
                        "POST", IMAGES, "abc", "x-image-meta-size: 5", DISK, CONTAINER, OCTETS);
        assertRefused(
                reply,
                400,
                "Supplied size (5) and size generated from uploaded image (3) did not match.",
                "killed",
                "active");
    }

    @Test
    void leavesAQueuedImageBehindWhenDataHasNoFormats() throws Exception {
        var reply = demo.sendChunked("POST", IMAGES, "", OCTETS);
        assertRefused(reply, 400, "Disk format is not specified.", "queued");
    }

    @Test
    void leavesAKilledImageBehindWhenDataIsOfTheWrongType() throws Exception {
        var reply = demo.sendChunked("POST", IMAGES, "", DISK, CONTAINER);
        assertRefused(reply, 400, "Content-Type must be application/octet-stream", "killed");
    }

    @Test
    void leavesAKilledImageBehindWhenTheChecksumIsWrong() throws Exception {
        var sum = "x-image-meta-checksum: 00000000000000000000000000000000";
        var reply = demo.sendBody("POST", IMAGES, "abc", sum, DISK, CONTAINER, OCTETS);
        assertRefused(reply, 400, "Supplied checksum (0000", "killed");
    }

    @Test
    void leavesEvenAnActiveImageBehind() throws Exception {
        var reply = demo.sendBody("POST", IMAGES, "abc", NO_SIZE, OCTETS);
        assertRefused(reply, 400, "Disk format is not specified.", "active");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    colour: red                 | 400 | Bad header: x-image-meta-colour
                    size: abc                   | 400 | Invalid value 'abc' for parameter 'size': Cannot convert image size 'abc' to an integer.
                    min_disk: -1                | 400 | Invalid value '-1' for parameter 'min_disk': Cannot be a negative value.
                    min_disk: None              | 400 | Cannot convert image min_disk 'None' to an integer.
                    min_ram: 2147483648         | 400 | min_ram
                    size: 1099511627777         | 400 | Denying attempt to upload image larger than 1099511627776 bytes.
                    size:                       | 500 | The server has either erred
                    disk_format: RAW            | 400 | Invalid disk format 'RAW' for image.
                    disk_format:                | 400 | Invalid disk format 'None' for image.
                    container_format: foo       | 400 | Invalid container format 'foo' for image.
                    id: 17                      | 400 | Invalid image id format
                    checksum: 000000000000000000000000000000001 | 400 | can't exceed 32 characters
                    created_at: yesterday       | 400 | Invalid time format for created_at.
                    store: swift                | 400 | Required store swift is invalid
                    is_public: True             | 403 | Access was denied to this resource.
                    location:                   | 400 | External source should not be empty
                    location: file:///etc/hosts | 400 | External sources are not supported: 'file:///etc/hosts'
                    location: cinder://x        | 400 | Invalid location cinder://x
                    location: cinder://00000000-0000-0000-0000-00000000dead | 404 | Image 00000000-0000-0000-0000-00000000dead not found
                    """)
    void refusesAndMakesNothing(String field, int status, String words) throws Exception {
        assertRefused(demo.send("POST", IMAGES, "x-image-meta-" + field), status, words);
    }

    @Test
    void refusesANameThatIsTooLong() throws Exception {
        assertRefused(
                demo.send("POST", IMAGES, "x-image-meta-name: " + "n".repeat(256)),
                400,
                "Image name too long: 256");
    }

    @Test
    void takesFieldsThatItForgets() throws Exception {
        var image =
                made(
                        demo.send(
                                "POST",
                                IMAGES,
                                "x-image-meta-copy_from: http://127.0.0.1/",
                                "x-image-meta-status: active",
                                "x-image-meta-virtual_size: None",
                                "x-image-meta-owner: somebody"));
        assertThat(image.path("status").asString()).isEqualTo("queued");
        assertThat(image.path("owner").asString()).isEqualTo(cloud.project("demo").id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "TRUE", "On", "y", "yes"})
    void takesManyWordsForTrue(String word) throws Exception {
        var image =
                made(
                        admin.send(
                                "POST",
                                IMAGES,
                                "x-image-meta-is_public: " + word,
                                "x-image-meta-protected: " + word,
                                "x-image-meta-owner:"));
        assertThat(image.path("is_public").asBoolean()).isTrue();
        assertThat(image.path("protected").asBoolean()).isTrue();
        assertThat(image.path("owner").isNull()).isTrue();
    }

    @Test
    void takesAnythingElseForFalse() throws Exception {
        var image = made(demo.send("POST", IMAGES, "x-image-meta-is_public: garbage"));
        assertThat(image.path("is_public").asBoolean(true)).isFalse();
        assertThat(made(demo.send("POST", IMAGES, "x-image-meta-is_public: None")).toString())
                .contains("\"is_public\":false");
    }

    @Test
    void takesAnIdInAnySpellingOnceForEver() throws Exception {
        var id = "x-image-meta-id: " + UUID.randomUUID().toString().replace("-", "");
        var path = IMAGES + "/" + made(demo.send("POST", IMAGES, id)).path("id").asString();
        assertThat(id).endsWith(path.substring(path.lastIndexOf('/') + 1));
        assertThat(demo.send("DELETE", path).status()).isEqualTo(200);
        var again = RawClient.of(cloud, "other").send("POST", IMAGES, id);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("already exists");
    }

    @Test
    void takesAVolumeForItsDataAndDeletesItLater() throws Exception {
        var data = cloud.project("demo").addVolume(volume("image volume", 2));
        var location = "x-image-meta-location: cinder://" + data.id();
        var reply = demo.send("POST", IMAGES, location, NO_SIZE, DISK, CONTAINER);
        assertMade(reply, "active", 2L << 30, false);
        assertThat(
                        demo.send("DELETE", IMAGES + "/" + reply.json().at("/image/id").asString())
                                .status())
                .isEqualTo(200);
        assertThat(data.status()).isEqualTo("deleting");
        cloud.volumes(); // the next look lets it go
        assertThat(cloud.volumes()).isEmpty();
    }

    @Test
    void refusesAVolumeOfAnotherSizeAndMoreThanOneSource() throws Exception {
        var data = cloud.project("demo").addVolume(volume("image volume", 1));
        var location = "x-image-meta-location: cinder://" + data.id();
        assertRefused(
                demo.send("POST", IMAGES, location, DISK, CONTAINER, "x-image-meta-size: 999"),
                409,
                "Provided image size must match the stored image size. (provided size: 999, stored size: 1073741824)",
                "queued");
        assertRefused(
                demo.sendBody("POST", IMAGES, "abc", location, DISK, CONTAINER, OCTETS),
                400,
                "It's invalid to provide multiple image sources.",
                "queued",
                "queued");
        assertRefused(
                demo.send("POST", IMAGES, location),
                400,
                "Disk format is not specified.",
                "queued",
                "queued",
                "queued");
        assertThat(data.status()).isEqualTo("available");
    }

    @Test
    void takesNoLocationsWhereTheyAreClosed() throws Exception {
        var settings = SandboxSettings.quick("locations=closed");
        try (var closed = SandboxCloud.startEmpty(settings, clock)) {
            var data = closed.project("demo").addVolume(volume("image volume", 1));
            var reply =
                    RawClient.of(closed, "demo")
                            .send(
                                    "POST",
                                    IMAGES,
                                    "x-image-meta-location: cinder://" + data.id(),
                                    DISK,
                                    CONTAINER);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(closed.images()).isEmpty();
        }
    }

    @Test
    void refusesTheHundredAndTwentyNinthProperty() throws Exception {
        var many = new String[129];
        for (int i = 0; i < many.length; i++) {
            many[i] = "x-image-meta-property-p%d: v".formatted(i);
        }
        assertRefused(
                demo.send("POST", IMAGES, many),
                413,
                "The limit has been exceeded on the number of allowed image properties. Attempted: 129, Maximum: 128");
    }
}
