package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.Outside;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 2 makes of a location outside the cloud. */
class WebLocationsTest {

    private static final String IMAGES = "/image/v2/images";
    private static final String FORMATS =
            "{\"disk_format\": \"raw\", \"container_format\": \"bare\"}";

    private final HandClock clock = new HandClock();
    private final Outside outside = new Outside();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final Client demo = Client.of(cloud, "demo");

    WebLocationsTest() throws IOException {}

    @AfterEach
    void stop() {
        cloud.close();
        outside.close();
    }

    private static String image(Client client) throws Exception {
        return IMAGES + "/" + client.post(IMAGES, FORMATS).json().path("id").asString();
    }

    private static Client.Reply located(Client client, String image, String url) throws Exception {
        return client.patch(
                image,
                "[{\"op\": \"add\", \"path\": \"/locations/-\", \"value\": {\"url\": \"%s\", \"metadata\": {}}}]"
                        .formatted(url));
    }

    @Test
    void takesTheSizeOfWhatIsThere() throws Exception {
        var path = image(demo);
        var image = located(demo, path, outside.url("/disk")).json();
        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.path("size").asLong()).isEqualTo(Outside.DATA.length());
        assertThat(image.path("checksum").isNull()).isTrue();
        assertThat(image.at("/locations/0/url").asString()).isEqualTo(outside.url("/disk"));
        assertThat(outside.asked()).containsExactly("HEAD /disk");
        assertThat(demo.get(path + "/file").text()).isEqualTo(Outside.DATA);
    }

    @Test
    void followsFromHttpToHttp() throws Exception {
        var image = located(demo, image(demo), outside.url("/moved")).json();
        assertThat(image.path("size").asLong()).isEqualTo(Outside.DATA.length());
        assertThat(outside.asked()).containsExactly("HEAD /moved", "HEAD /disk");
    }

    /** Of what only looks wrong Glance speaks in other words than of what is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /missing                       | Invalid location
                    /no-length                     | Invalid location
                    /closed                        | The Store URI was malformed.
                    /moved-for-posts               | The Store URI was malformed.
                    /moved-within                  | The Store URI was malformed.
                    /round                         | The Store URI was malformed.
                    http://127.0.0.1:1/disk        | The Store URI was malformed.
                    http://nosuch.invalid/disk     | The Store URI was malformed.
                    http://                        | The Store URI was malformed.
                    http://127.0.0.1:x/            | The Store URI was malformed.
                    http://a b/                    | The Store URI was malformed.
                    HTTP://127.0.0.1/              | The Store URI was malformed.
                    file:///etc/passwd             | Invalid location
                    swift://container/object       | Invalid location
                    nothing                        | Invalid location
                    """)
    void refusesWhatItCannotUse(String url, String words) throws Exception {
        var path = image(demo);
        var refused = located(demo, path, url.startsWith("/") ? outside.url(url) : url);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("\n  " + words + "<br />");
        assertThat(demo.get(path).json().path("status").asString()).isEqualTo("queued");
    }

    @Test
    void callsEveryWrongUrlInvalidOnceTheImageHasASize() throws Exception {
        var path = image(demo);
        located(demo, path, outside.url("/disk"));
        assertThat(located(demo, path, outside.url("/closed")).text()).contains("Invalid location");
    }

    @Test
    void saysThatTheDataCannotBeHadWhenItsHostIsGone() throws Exception {
        var path = image(demo);
        located(demo, path, outside.url("/disk"));
        outside.close();
        assertThat(demo.get(path + "/file").status()).isEqualTo(503);
    }

    @Test
    void deletesNothingOutside() throws Exception {
        var path = image(demo);
        located(demo, path, outside.url("/disk"));
        assertThat(demo.delete(path).status()).isEqualTo(204);
        assertThat(outside.asked()).containsExactly("HEAD /disk");
    }

    @ParameterizedTest
    @CsvSource({"http-store=false, 400", "locations=closed, 403", "store=vol, 400"})
    void asksNobodyWhereTheStoreIsOff(String setting, int status) throws Exception {
        try (var other = SandboxCloud.startEmpty(SandboxSettings.quick(setting), clock)) {
            var client = Client.of(other, "demo");
            assertThat(located(client, image(client), outside.url("/disk")).status())
                    .isEqualTo(status);
            assertThat(outside.asked()).isEmpty();
        }
    }

    @Test
    void letsEverybodyAddOneByTheNewerCall() throws Exception {
        var settings = SandboxSettings.quick("locations=service-only", "volume-delay=1s");
        try (var newer = SandboxCloud.startEmpty(settings, clock)) {
            var owner = Client.of(newer, "demo");
            var good = image(owner);
            var bad = image(owner);
            var body = "{\"url\": \"%s\"}";
            assertThat(
                            owner.post(good + "/locations", body.formatted(outside.url("/disk")))
                                    .status())
                    .isEqualTo(202);
            assertThat(
                            owner.post(bad + "/locations", body.formatted(outside.url("/missing")))
                                    .status())
                    .isEqualTo(202);
            clock.pass(Duration.ofSeconds(1));
            assertThat(owner.get(good).json().path("status").asString()).isEqualTo("active");
            assertThat(owner.get(bad).json().path("status").asString()).isEqualTo("queued");
        }
    }
}
