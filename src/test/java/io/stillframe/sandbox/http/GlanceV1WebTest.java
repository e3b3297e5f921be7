package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.Outside;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What version 1 makes of a URL outside the cloud, as location and to copy from. */
class GlanceV1WebTest {

    private static final String IMAGES = "/image/v1/images";
    private static final String DISK = "x-image-meta-disk_format: raw";
    private static final String CONTAINER = "x-image-meta-container_format: bare";

    private final HandClock clock = new HandClock();
    private final Outside outside = new Outside();
    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick("volume-delay=1s"), clock);
    private final RawClient demo = RawClient.of(cloud, "demo");

    GlanceV1WebTest() throws IOException {}

    @AfterEach
    void stop() {
        cloud.close();
        outside.close();
    }

    private static String path(RawClient.Reply made) {
        return IMAGES + "/" + made.json().at("/image/id").asString();
    }

    private String location(String path) {
        return "x-image-meta-location: " + (path.startsWith("/") ? outside.url(path) : path);
    }

    private String copyFrom(String path) {
        return "x-glance-api-copy-from: " + outside.url(path);
    }

    private String status(String path) throws IOException {
        return String.valueOf(demo.send("HEAD", path).header("X-Image-Meta-Status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-anything: x", "x-image-meta-size: 700", "x-image-meta-size: 0"})
    void isActiveAtOnceAndOfTheSizeOfWhatIsThere(String size) throws Exception {
        var made = demo.send("POST", IMAGES, location("/disk"), DISK, CONTAINER, size);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/image/status").asString()).isEqualTo("active");
        assertThat(made.json().at("/image/size").asLong()).isEqualTo(700);
        assertThat(made.json().at("/image/checksum").isNull()).isTrue();
        assertThat(demo.send("GET", path(made)).body()).isEqualTo(Outside.DATA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /missing                | 404 | HTTP datastore could not find image at URI.
                    /closed                 | 400 | returned a 403 status code.
                    http://127.0.0.1:1/disk | 400 | The HTTP URL is invalid:
                    file:///etc/passwd      | 400 | External sources are not supported: 'file:///etc/passwd'
                    rbd://pool/image        | 400 | External sources are not supported: 'rbd://pool/image'
                    ''                      | 400 | External source should not be empty
                    """)
    void refusesWhatItCannotUseAndMakesNothing(String url, int status, String words)
            throws Exception {
        var refused = demo.send("POST", IMAGES, location(url), DISK, CONTAINER);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
        assertThat(cloud.images()).isEmpty();
    }

    @Test
    void leavesAQueuedImageBehindWhenTheSizeIsAnother() throws Exception {
        var refused =
                demo.send(
                        "POST",
                        IMAGES,
                        location("/disk"),
                        DISK,
                        CONTAINER,
                        "x-image-meta-size: 999");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .contains(
                        "Provided image size must match the stored image size. (provided size: 999, stored size: 700)");
        assertThat(cloud.images()).extracting(i -> i.status()).containsExactly("queued");
    }

    @Test
    void takesOneSourceOnly() throws Exception {
        var refused =
                demo.send("POST", IMAGES, location("/disk"), DISK, CONTAINER, copyFrom("/disk"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("It's invalid to provide multiple image sources.");
        assertThat(cloud.images()).extracting(i -> i.status()).containsExactly("queued");
    }

    @Test
    void leavesAQueuedImageBehindWithoutFormats() throws Exception {
        var refused = demo.send("POST", IMAGES, location("/disk"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("Disk format is not specified.");
        assertThat(cloud.images()).extracting(i -> i.status()).containsExactly("queued");
    }

    @Test
    void takesALocationForAQueuedImageLaterAndNotForAnActiveOne() throws Exception {
        var path = path(demo.send("POST", IMAGES, DISK, CONTAINER));
        var located = demo.send("PUT", path, location("/disk"));
        assertThat(located.status()).isEqualTo(200);
        assertThat(located.json().at("/image/status").asString()).isEqualTo("active");
        assertThat(located.json().at("/image/size").asLong()).isEqualTo(700);
        var again = demo.send("PUT", path, location("/disk"));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body())
                .contains("Attempted to update Location field for an image not in queued status.");
    }

    @Test
    void copiesInTheBackground() throws Exception {
        var made = demo.send("POST", IMAGES, copyFrom("/disk"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/image/status").asString()).isEqualTo("queued");
        assertThat(made.json().at("/image/size").asLong()).isEqualTo(700);
        assertThat(status(path(made))).isEqualTo("saving");
        clock.pass(Duration.ofSeconds(1));
        assertThat(status(path(made))).isEqualTo("active");
        assertThat(demo.send("HEAD", path(made)).header("X-Image-Meta-Disk_format")).isNull();
        outside.close();
        assertThat(demo.send("GET", path(made)).body()).isEqualTo(Outside.DATA);
    }

    @Test
    void saysActiveAtOnceOfACopyWhoseSizeIsGivenAsZero() throws Exception {
        var made = demo.send("POST", IMAGES, copyFrom("/disk"), "x-image-meta-size: 0");
        assertThat(made.json().at("/image/status").asString()).isEqualTo("active");
        assertThat(status(path(made))).isEqualTo("saving");
        clock.pass(Duration.ofSeconds(1));
        assertThat(status(path(made))).isEqualTo("active");
    }

    @Test
    void killsACopyThatDoesNotArrive() throws Exception {
        var path = path(demo.send("POST", IMAGES));
        var copied = demo.send("PUT", path, copyFrom("/disk"));
        assertThat(copied.json().at("/image/status").asString()).isEqualTo("queued");
        outside.close();
        clock.pass(Duration.ofSeconds(1));
        assertThat(status(path)).isEqualTo("killed");
    }

    @Test
    void copiesWhereLocationsAreClosed() throws Exception {
        try (var closed =
                SandboxCloud.startEmpty(SandboxSettings.quick("locations=closed"), clock)) {
            var member = RawClient.of(closed, "demo");
            assertThat(member.send("POST", IMAGES, location("/disk"), DISK, CONTAINER).status())
                    .isEqualTo(403);
            assertThat(member.send("POST", IMAGES, copyFrom("/disk")).status()).isEqualTo(201);
        }
    }

    @Test
    void refusesToCopyWhatIsNotThere() throws Exception {
        assertThat(demo.send("POST", IMAGES, copyFrom("/missing")).status()).isEqualTo(404);
        assertThat(demo.send("POST", IMAGES, "x-glance-api-copy-from: file:///etc/passwd").status())
                .isEqualTo(400);
        assertThat(cloud.images()).isEmpty();
    }
}
