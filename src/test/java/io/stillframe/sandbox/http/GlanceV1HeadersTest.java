package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How version 1 reads and writes the headers that carry an image. */
class GlanceV1HeadersTest {

    private static final String IMAGES = "/image/v1/images";
    private static final String PROPERTY = "x-image-meta-property-";

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick(), new HandClock());
    private final RawClient demo = RawClient.of(cloud, "demo");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private JsonNode made(String... lines) throws Exception {
        var reply = demo.send("POST", IMAGES, lines);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json().path("image");
    }

    @ParameterizedTest
    @CsvSource({
        "x-image-meta-min-disk",
        "X-Image-Meta-Min_Disk",
        "X_IMAGE_META_MIN_DISK",
        "x-image-meta-min_disk"
    })
    void takesADashForAnUnderscoreAndAnyCase(String name) throws Exception {
        assertThat(made(name + ": 7").path("min_disk").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    block-device-mapping: x | {"block_device_mapping":"x"}
                    CamelCase: x            | {"camelcase":"x"}
                    a.b:  x                 | {"a.b":"x"}
                    hw:foo: x               | {"hw":"foo: x"}
                    status: killed          | {"status":"killed"}
                    empty:                  | {"empty":null}
                    none: None              | {"none":"None"}
                    over: %C3%9Cber         | {"over":"%C3%9Cber"}
                    : x                     | {"":"x"}
                    """)
    void foldsTheNamesOfProperties(String line, String properties) throws Exception {
        assertThat(made(PROPERTY + line).path("properties").toString()).isEqualTo(properties);
    }

    @Test
    void joinsWhatComesTwiceWithAComma() throws Exception {
        var properties =
                made(
                                PROPERTY + "a-b: A",
                                PROPERTY + "a_b: B",
                                PROPERTY + "twice: 1",
                                PROPERTY + "twice: 2")
                        .path("properties");
        assertThat(properties.path("a_b").asString()).isEqualTo("A,B");
        assertThat(properties.path("twice").asString()).isEqualTo("1,2");
    }

    @Test
    void readsAndWritesBytesOfUtf8() throws Exception {
        var reply =
                demo.send("POST", IMAGES, "x-image-meta-name: Ünïcødé 日本", PROPERTY + "sign: €");
        assertThat(reply.body()).contains("\\u00DCn\\u00EFc\\u00F8d\\u00E9 \\u65E5\\u672C");
        var image = reply.json().path("image");
        assertThat(image.path("name").asString()).isEqualTo("Ünïcødé 日本");
        var head = demo.send("HEAD", IMAGES + "/" + image.path("id").asString());
        assertThat(head.header("X-Image-Meta-Name")).isEqualTo("Ünïcødé 日本");
        assertThat(head.header("X-Image-Meta-Property-Sign")).isEqualTo("€");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        var reply = demo.sendBytes("POST", IMAGES, "x-image-meta-name: caf\u00e9");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("Error decoding your request.");
        assertThat(cloud.images()).isEmpty();
    }

    @Test
    void refusesCharactersThatTakeFourBytes() throws Exception {
        var name = demo.send("POST", IMAGES, "x-image-meta-name: 😀");
        assertThat(name.status()).isEqualTo(400);
        assertThat(name.body()).contains("Name can't contain 4 byte unicode characters.");
        var property = demo.send("POST", IMAGES, PROPERTY + "foo: 😀");
        assertThat(property.status()).isEqualTo(400);
        assertThat(property.body()).contains("Foo can't contain 4 byte unicode characters.");
    }

    @Test
    void refusesALineThatIsTooLongWithoutAWord() throws Exception {
        var name = PROPERTY + "block_device_mapping: ";
        assertThat(
                        made(name + "x".repeat(16_337))
                                .at("/properties/block_device_mapping")
                                .asString())
                .hasSize(16_337);
        var reply = demo.send("POST", IMAGES, name + "x".repeat(16_338));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEmpty();
        assertThat(cloud.images()).hasSize(1);
    }

    @Test
    void refusesTooManyBytesOfHeadersWithoutAWord() throws Exception {
        var lines =
                Collections.nCopies(5, PROPERTY + "x: " + "x".repeat(14_000))
                        .toArray(String[]::new);
        var reply = demo.send("POST", IMAGES, lines);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void takesItsOwnHeadersBack() throws Exception {
        var path =
                IMAGES
                        + "/"
                        + made("x-image-meta-size: 0", "x-image-meta-name: n", PROPERTY + "a: b")
                                .path("id")
                                .asString();
        var lines =
                demo.send("HEAD", path).head().stream()
                        .filter(line -> line.startsWith("X-Image-Meta-"))
                        .toArray(String[]::new);
        var reply = demo.send("PUT", path, lines);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().at("/image/properties").toString()).isEqualTo("{\"a\":\"b\"}");
    }
}
