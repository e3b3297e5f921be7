package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlanceApiTest {

    private static final String IMAGES = "/image/v2/images";
    private static final String FRAME =
            """
            {"name": "frame", "visibility": "private", "disk_format": "raw", "container_format": "bare", "Colour": "red"}
            """;

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final Client demo = Client.of(cloud, "demo");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private String image(Client client) throws Exception {
        return client.post(IMAGES, FRAME).json().path("id").asString();
    }

    @Test
    void listsItsVersionsWithThreeHundredAndAgainWithTwo() throws Exception {
        var anonymous = new Client(cloud);
        assertThat(anonymous.get("/image").status()).isEqualTo(300);
        assertThat(anonymous.get("/image/").status()).isEqualTo(300);
        var versions = anonymous.get("/image/versions");
        assertThat(versions.status()).isEqualTo(200);
        assertThat(versions.json().at("/versions/0/id").asString()).isEqualTo("v2.15");
        assertThat(versions.json().at("/versions/0/status").asString()).isEqualTo("CURRENT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    both | v2.15 CURRENT, v2.0 SUPPORTED, v1.1 DEPRECATED, v1.0 DEPRECATED
                    v2   | v2.15 CURRENT, v2.0 SUPPORTED
                    v1   | v1.1 SUPPORTED, v1.0 SUPPORTED
                    """)
    void listsTheVersionsThatItServes(String served, String listed) throws Exception {
        var settings = SandboxSettings.quick("glance=" + served);
        try (var some = SandboxCloud.startEmpty(settings, clock)) {
            var anonymous = new Client(some);
            var found = new ArrayList<String>();
            for (var version : anonymous.get("/image").json().path("versions")) {
                var id = version.path("id").asString();
                assertThat(version.at("/links/0/href").asString())
                        .isEqualTo(some.url() + "/image/" + id.substring(0, 2) + "/");
                if (!id.matches("v2\\.[1-9]")) {
                    found.add(id + " " + version.path("status").asString());
                }
            }
            assertThat(String.join(", ", found)).isEqualTo(listed);
            for (var unknown : List.of("", "/images", "/v3/images", "/v1.2/images")) {
                assertThat(anonymous.get("/image" + unknown).status()).as(unknown).isEqualTo(300);
            }
            var demo = Client.of(some, "demo");
            assertThat(demo.get("/image/v2/images").status())
                    .isEqualTo(served.equals("v1") ? 300 : 200);
            for (var path : List.of("/v1/", "/v1/images", "/v1.0/images", "/v1.1/images")) {
                assertThat(demo.get("/image" + path).status())
                        .as(path)
                        .isEqualTo(served.equals("v2") ? 300 : 200);
            }
            var redirected = demo.get("/image/v1");
            assertThat(redirected.status()).isEqualTo(served.equals("v2") ? 300 : 302);
            assertThat(redirected.header("Location"))
                    .isEqualTo(served.equals("v2") ? "" : some.url() + "/image/v1/");
        }
    }

    @Test
    void createsAQueuedImageWithItsPropertiesFirst() throws Exception {
        var reply = demo.post(IMAGES, FRAME);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Location"))
                .isEqualTo(cloud.url() + IMAGES + "/" + reply.json().path("id").asString());
        assertThat(reply.json().propertyNames()).startsWith("Colour", "name", "disk_format");
        assertThat(reply.json().path("status").asString()).isEqualTo("queued");
        assertThat(reply.json().path("size").isNull()).isTrue();
        assertThat(reply.json().path("self").asString()).startsWith("/v2/images/");
    }

    @Test
    void writesErrorsAsPagesUnlessJsonIsAskedFor() throws Exception {
        var path = IMAGES + "/00000000-0000-0000-0000-00000000dead";
        var page = demo.get(path);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(page.text())
                .isEqualTo(
                        "<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n"
                                + "  No image found with ID 00000000-0000-0000-0000-00000000dead<br /><br />\n\n\n\n </body>\n</html>");
        var json = demo.with("Accept", "application/json").get(path).json();
        assertThat(json.path("code").asString()).isEqualTo("404 Not Found");
        assertThat(json.path("title").asString()).isEqualTo("Not Found");
        assertThat(json.path("message").asString())
                .isEqualTo(
                        "No image found with ID 00000000-0000-0000-0000-00000000dead<br /><br />\n\n\n");
    }

    @Test
    void refusesWhatIsNotAString() throws Exception {
        var reply = demo.post(IMAGES, "{\"name\": \"x\", \"block_device_mapping\": []}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .contains("schema &#x27;image&#x27;: [] is not of type &#x27;string&#x27;");
    }

    @Test
    void refusesToPublicizeForAMember() throws Exception {
        var reply = demo.post(IMAGES, "{\"name\": \"x\", \"visibility\": \"public\"}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text())
                .contains("You are not authorized to complete publicize_image action.");
    }

    @Test
    void activatesByAnEmptyUploadOnce() throws Exception {
        var path = IMAGES + "/" + image(demo);
        assertThat(demo.get(path + "/file").status()).isEqualTo(204);
        assertThat(demo.upload(path + "/file", new byte[0]).status()).isEqualTo(204);
        var image = demo.get(path).json();
        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.path("size").asInt()).isZero();
        assertThat(image.path("os_hash_value").asString()).startsWith("cf83e1357eefb8bd");
        var data = demo.get(path + "/file");
        assertThat(data.status()).isEqualTo(200);
        assertThat(data.header("Content-Md5")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(demo.upload(path + "/file", new byte[0]).status()).isEqualTo(409);
    }

    @Test
    void patchesPropertiesAndTheCaseOfTheirNamesStays() throws Exception {
        var path = IMAGES + "/" + image(demo);
        var patched =
                demo.patch(
                        path,
                        """
                        [{"op": "replace", "path": "/Colour", "value": "blue"}, {"op": "add", "path": "/a~1b", "value": "c"},
                         {"op": "replace", "path": "/name", "value": "other"}]
                        """);
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().path("Colour").asString()).isEqualTo("blue");
        assertThat(patched.json().path("a/b").asString()).isEqualTo("c");
        assertThat(patched.json().path("name").asString()).isEqualTo("other");
        var missing =
                demo.patch(
                        path, "[{\"op\": \"replace\", \"path\": \"/nosuch\", \"value\": \"v\"}]");
        assertThat(missing.status()).isEqualTo(409);
        assertThat(missing.text())
                .contains(
                        "There was a conflict when trying to complete your request.<br /><br />\nProperty nosuch does not exist.\n\n\n </body>");
        var readOnly =
                demo.patch(
                        path,
                        "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"active\"}]");
        assertThat(readOnly.status()).isEqualTo(403);
        assertThat(readOnly.text()).contains("Attribute &#x27;status&#x27; is read-only.");
        assertThat(demo.put(path, "{}").status()).isEqualTo(404);
    }

    @Test
    void takesAVolumeAsItsLocation() throws Exception {
        var data = cloud.project("demo").addVolume(volume("image volume", 2));
        var patched =
                demo.patch(
                        IMAGES + "/" + image(demo),
                        """
                        [{"op": "add", "path": "/locations/-", "value": {"url": "cinder://%s", "metadata": {}}}]
                        """
                                .formatted(data.id()));
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().path("status").asString()).isEqualTo("active");
        assertThat(patched.json().path("size").asLong()).isEqualTo(2L << 30);
        assertThat(patched.json().at("/locations/0/url").asString())
                .isEqualTo("cinder://" + data.id());
    }

    @Test
    void letsOnlyAServiceAddALocationWhereItIsServiceOnly() throws Exception {
        var settings = SandboxSettings.quick("locations=service-only", "volume-delay=1s");
        try (var guarded = SandboxCloud.startEmpty(settings, clock)) {
            var owner = Client.of(guarded, "demo");
            var id = image(owner);
            var data = guarded.project("demo").addVolume(volume("image volume", 1));
            var body = "{\"url\": \"cinder://%s\"}".formatted(data.id());
            var path = IMAGES + "/" + id;
            assertThat(owner.post(path + "/locations", body).status()).isEqualTo(403);
            var service = guarded.project("service").token("service").id();
            assertThat(
                            owner.with("X-Service-Token", service)
                                    .post(path + "/locations", body)
                                    .status())
                    .isEqualTo(202);
            assertThat(owner.get(path).json().path("status").asString()).isEqualTo("queued");
            clock.pass(Duration.ofSeconds(1));
            assertThat(owner.get(path).json().path("status").asString()).isEqualTo("active");
        }
    }

    @Test
    void takesAUserWithTheRoleServiceForAService() throws Exception {
        var settings = SandboxSettings.quick("locations=service-only");
        try (var guarded = SandboxCloud.startEmpty(settings, clock)) {
            var project = guarded.project("demo").grant("demo", "service");
            var owner = Client.of(guarded, "demo");
            var path = IMAGES + "/" + image(owner);
            var data = project.addVolume(volume("image volume", 1));
            var body = "{\"url\": \"cinder://%s\"}".formatted(data.id());
            assertThat(owner.post(path + "/locations", body).status()).isEqualTo(202);
            assertThat(owner.get(path).json().path("status").asString()).isEqualTo("active");
            assertThat(owner.get(path + "/locations").json().at("/0/url").asString())
                    .isEqualTo("cinder://" + data.id());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cinder://%s        |                    | 400
                    cinder://%s        | "store": "vol"     | 200
                    cinder://%s        | "store": "other"   | 400
                    cinder://vol/%s    |                    | 200
                    cinder://other/%s  |                    | 400
                    """)
    void wantsToKnowTheStoreOfALocationWhereThereAreSeveral(String url, String metadata, int status)
            throws Exception {
        var settings = SandboxSettings.quick("store=vol");
        try (var several = SandboxCloud.startEmpty(settings, clock)) {
            var owner = Client.of(several, "demo");
            var data = several.project("demo").addVolume(volume("image volume", 2));
            var path = IMAGES + "/" + image(owner);
            var patched =
                    owner.patch(
                            path,
                            "[{\"op\": \"add\", \"path\": \"/locations/-\", \"value\": {\"url\": \"%s\", \"metadata\": {%s}}}]"
                                    .formatted(
                                            url.formatted(data.id()),
                                            metadata == null ? "" : metadata));
            assertThat(patched.status()).isEqualTo(status);
            if (status == 400) {
                assertThat(patched.text()).contains("Invalid location");
                assertThat(owner.get(path).json().path("status").asString()).isEqualTo("queued");
                return;
            }
            assertThat(patched.json().at("/locations/0/metadata").toString())
                    .isEqualTo("{\"store\":\"vol\"}");
            assertThat(patched.json().path("stores").asString()).isEqualTo("vol");
            assertThat(owner.delete(path).status()).isEqualTo(204);
            several.volumes(); // the next look lets it go
            assertThat(several.volumes()).isEmpty();
        }
    }

    @Test
    void listsItsStoresWhereThereAreSeveral() throws Exception {
        assertThat(demo.get("/image/v2/info/stores").status()).isEqualTo(404);
        var settings = SandboxSettings.quick("store=vol");
        try (var several = SandboxCloud.startEmpty(settings, clock)) {
            var owner = Client.of(several, "demo");
            assertThat(owner.get("/image/v2/info/stores").json().toString())
                    .isEqualTo(
                            "{\"stores\":[{\"id\":\"fs\",\"default\":\"true\"},{\"id\":\"vol\"}]}");
            var path = IMAGES + "/" + image(owner);
            owner.upload(path + "/file", new byte[0]);
            assertThat(owner.get(path).json().path("stores").asString()).isEqualTo("fs");
        }
    }

    @Test
    void listsTwentyFiveAtATimeNewestFirst() throws Exception {
        for (int i = 0; i < 30; i++) {
            image(demo);
        }
        var first = demo.get(IMAGES).json();
        assertThat(first.path("images")).hasSize(25);
        var ids = new ArrayList<>(first.path("images").findValuesAsString("id"));
        var second = demo.get("/image" + first.path("next").asString()).json();
        ids.addAll(second.path("images").findValuesAsString("id"));
        assertThat(second.has("next")).isFalse();
        assertThat(ids).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void filtersByPropertyStatusAndTime() throws Exception {
        var old = image(demo);
        clock.pass(Duration.ofMinutes(1));
        demo.post(IMAGES, "{\"name\": \"other\"}");
        assertThat(demo.get(IMAGES + "?Colour=red").json().path("images").findValuesAsString("id"))
                .containsExactly(old);
        assertThat(demo.get(IMAGES + "?status=active").json().path("images")).isEmpty();
        assertThat(
                        demo.get(IMAGES + "?updated_at=gte:2026-11-22T12:00:30Z")
                                .json()
                                .path("images")
                                .findValuesAsString("name"))
                .containsExactly("other");
        assertThat(demo.get(IMAGES + "?limit=x").status()).isEqualTo(400);
        assertThat(Client.of(cloud, "other").get(IMAGES).json().path("images")).isEmpty();
    }

    @Test
    void deletesOnce() throws Exception {
        var path = IMAGES + "/" + image(demo);
        assertThat(demo.delete(path).status()).isEqualTo(204);
        var again = demo.delete(path);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.text()).contains("Failed to find image");
    }

    @Test
    void readsABodyWithoutALength() throws Exception {
        assertThat(demo.postChunked(IMAGES, FRAME).status()).isEqualTo(201);
    }
}
