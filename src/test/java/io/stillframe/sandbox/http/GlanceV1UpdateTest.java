package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.RawClient.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may change, see and delete what, in version 1. */
class GlanceV1UpdateTest {

    private static final String IMAGES = "/image/v1/images";
    private static final String OCTETS = "Content-Type: application/octet-stream";
    private static final String[] FORMATS = {
        "x-image-meta-disk_format: raw", "x-image-meta-container_format: bare"
    };

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final RawClient demo = RawClient.of(cloud, "demo");
    private final RawClient other = RawClient.of(cloud, "other");
    private final RawClient admin = RawClient.of(cloud, "admin", "admin");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private String image(RawClient client, String... lines) throws Exception {
        var reply = client.send("POST", IMAGES, lines);
        return IMAGES + "/" + reply.json().at("/image/id").asString();
    }

    private String active() throws Exception {
        return image(demo, "x-image-meta-size: 0", "x-image-meta-property-a: b");
    }

    private static void assertRefused(Reply reply, int status, String words) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(words);
    }

    private static String status(Reply reply) {
        return reply.json().at("/image/status").asString();
    }

    @Test
    void changesOnlyTheFieldsThatAreSentAndAlwaysTheTime() throws Exception {
        var path = active();
        clock.pass(Duration.ofSeconds(1));
        var image = demo.send("PUT", path, "x-image-meta-name: n").json().path("image");
        assertThat(image.path("name").asString()).isEqualTo("n");
        assertThat(image.path("updated_at").asString()).isEqualTo("2026-11-22T12:00:01.000000");
        clock.pass(Duration.ofSeconds(1));
        var again = demo.send("PUT", path).json().path("image");
        assertThat(again.path("name").asString()).isEqualTo("n");
        assertThat(again.path("updated_at").asString()).isEqualTo("2026-11-22T12:00:02.000000");
    }

    @ParameterizedTest
    @CsvSource({"true, {}", "1, {}", "false, '{\"a\":\"b\"}'", "garbage, '{\"a\":\"b\"}'"})
    void purgesPropertiesAtEveryWordForTrue(String word, String left) throws Exception {
        var reply = demo.send("PUT", active(), "x-glance-registry-purge-props: " + word);
        assertThat(reply.json().at("/image/properties").toString()).isEqualTo(left);
    }

    @Test
    void neverPurgesWithData() throws Exception {
        var path = image(demo, "x-image-meta-property-a: b", FORMATS[0], FORMATS[1]);
        var reply =
                demo.sendBody(
                        "PUT",
                        path,
                        "abc",
                        OCTETS,
                        "x-image-meta-property-c: d",
                        "x-glance-registry-purge-props: true");
        assertThat(status(reply)).isEqualTo("active");
        assertThat(reply.json().at("/image/properties").toString())
                .isEqualTo("{\"a\":\"b\",\"c\":\"d\"}");
        assertThat(demo.send("GET", path).body()).isEqualTo("abc");
    }

    @Test
    void needsFormatsForDataAndStaysQueuedWithout() throws Exception {
        var path = image(demo);
        assertRefused(
                demo.sendChunked("PUT", path, "", OCTETS), 400, "Disk format is not specified.");
        assertThat(demo.send("HEAD", path).header("X-Image-Meta-Status")).isEqualTo("queued");
        assertRefused(demo.send("GET", path), 404, "is not active");
    }

    @Test
    void takesNoDataForAnActiveImage() throws Exception {
        var path = active();
        assertRefused(
                demo.sendChunked("PUT", path, "", OCTETS),
                409,
                "Cannot upload to an unqueued image");
        assertRefused(
                demo.sendBody("PUT", path, "{}", "Content-Type: application/json"),
                409,
                "Cannot upload to an unqueued image");
        assertThat(demo.sendBody("PUT", path, "", OCTETS).status()).isEqualTo(200);
    }

    @Test
    void takesAVolumeForAQueuedImageOnly() throws Exception {
        var data = cloud.project("demo").addVolume(volume("image volume", 1));
        var location = "x-image-meta-location: cinder://" + data.id();
        var reply = demo.send("PUT", image(demo, FORMATS), location);
        assertThat(status(reply)).isEqualTo("active");
        assertThat(reply.json().at("/image/size").asLong()).isEqualTo(1L << 30);
        assertRefused(
                demo.send("PUT", active(), location),
                400,
                "Attempted to update Location field for an image not in queued status.");
    }

    @Test
    void refusesToChangeWhatIsFixed() throws Exception {
        var queued = image(demo);
        assertRefused(
                demo.send("PUT", queued, "x-image-meta-status: active"),
                403,
                "Forbidden to modify 'status' of image.");
        assertThat(demo.send("PUT", queued, "x-image-meta-status: queued").status()).isEqualTo(200);
        assertRefused(
                demo.send("PUT", queued, "x-image-meta-id: 00000000-0000-0000-0000-00000000dead"),
                403,
                "Forbidden to modify 'id' of image.");
        var path = active();
        assertRefused(
                demo.send("PUT", path, "x-image-meta-size: 7"),
                403,
                "Forbidden to modify 'size' of active image.");
        var told = admin.send("PUT", path, "x-image-meta-size: 7");
        assertThat(told.json().at("/image/size").asInt()).isEqualTo(7);
    }

    @Test
    void letsOnlyAdministratorsPublish() throws Exception {
        var path = active();
        assertRefused(demo.send("PUT", path, "x-image-meta-is_public: True"), 403, "denied");
        var published = admin.send("PUT", path, "x-image-meta-is_public: True");
        assertThat(published.json().at("/image/is_public").asBoolean()).isTrue();
        assertThat(other.send("HEAD", path).status()).isEqualTo(200);
        assertRefused(other.send("PUT", path), 403, "Forbidden to update image");
        assertRefused(other.send("DELETE", path), 403, "Forbidden to delete image");
    }

    @Test
    void hidesPrivateImagesFromOthers() throws Exception {
        var path = active();
        for (var method : new String[] {"HEAD", "GET", "PUT", "DELETE"}) {
            assertThat(other.send(method, path).status()).as(method).isEqualTo(404);
        }
    }

    @Test
    void protectsAgainstDeletionButNotAgainstChange() throws Exception {
        var path = image(demo, "x-image-meta-protected: True");
        assertThat(demo.send("DELETE", path).body())
                .isEqualTo("403 Forbidden\n\nImage is protected\n\n   ");
        assertThat(demo.send("PUT", path, "x-image-meta-protected: False").status()).isEqualTo(200);
        assertThat(demo.send("DELETE", path).status()).isEqualTo(200);
    }

    @Test
    void showsDeletedImagesToAdministratorsAlone() throws Exception {
        var path = active();
        demo.send("DELETE", path);
        assertThat(demo.send("HEAD", path).status()).isEqualTo(404);
        assertThat(demo.send("PUT", path).status()).isEqualTo(404);
        var head = admin.send("HEAD", path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("X-Image-Meta-Status")).isEqualTo("deleted");
        assertThat(head.header("X-Image-Meta-Deleted")).isEqualTo("True");
        assertThat(head.headersFrom("X-Image-Meta-Deleted_at")).hasSize(1);
        assertThat(head.headersFrom("X-Image-Meta-Property")).isEmpty();
        assertRefused(admin.send("PUT", path), 403, "Forbidden to update deleted image.");
        assertRefused(admin.send("DELETE", path), 404, "not found.");
    }

    @Test
    void sharesAnImageAtOnce() throws Exception {
        var path = active();
        var member = cloud.project("other").id();
        assertThat(demo.send("PUT", path + "/members/" + member).status()).isEqualTo(204);
        assertThat(demo.send("GET", path + "/members").json().toString())
                .isEqualTo(
                        "{\"members\":[{\"member_id\":\"%s\",\"can_share\":false}]}"
                                .formatted(member));
        assertThat(other.send("HEAD", path).status()).isEqualTo(200);
        assertThat(other.send("GET", IMAGES).json().path("images")).hasSize(1);
        assertThat(
                        other.send("GET", "/image/v1/shared-images/" + member)
                                .json()
                                .path("shared_images"))
                .hasSize(1);
        assertThat(other.send("PUT", path).status()).isEqualTo(500); // as Glance does
        var nobody = demo.sendBody("PUT", path + "/members", "{\"memberships\": []}");
        assertThat(nobody.status()).isEqualTo(204);
        assertThat(other.send("HEAD", path).status()).isEqualTo(404);
    }

    @Test
    void saysWhichMethodsThereAre() throws Exception {
        var head = demo.send("HEAD", IMAGES);
        assertThat(head.status()).isEqualTo(405);
        assertThat(head.header("Allow")).isEqualTo("GET, POST");
        assertThat(demo.send("POST", active()).status()).isEqualTo(405);
        assertThat(demo.send("GET", IMAGES + "/").status()).isEqualTo(404);
    }
}
