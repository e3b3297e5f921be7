package io.stillframe.openstack;

import static io.stillframe.openstack.SandboxContractTest.configOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.NewImage;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.WebClient;

/** Version 1 end to end: what we say that it can hold, it does hold. */
class SandboxGlanceV1Test {

    private interface Story {
        void play(OpenStack cloud);
    }

    private static void inACloudOf(String glance, Story story) {
        var settings = SandboxSettings.quick("glance=" + glance);
        try (var sandbox = SandboxCloud.start(settings);
                var cloud =
                        OpenStack.connect(
                                configOf("demo", sandbox),
                                Limits.DEFAULT,
                                WebClient.builder(),
                                InstantSource.system())) {
            story.play(cloud);
        }
    }

    private static NewImage anImage(Map<String, String> properties) {
        var id = UUID.randomUUID().toString();
        return new NewImage(id, "Größe – 日本", "private", 2, 64, properties);
    }

    private static Image registered(Images images, NewImage wanted) {
        assertThat(images.objectionOfV1(wanted)).isEmpty();
        assertThat(images.registerEmpty(wanted)).isEqualTo(Registered.CREATED);
        return images.find(wanted.id()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "both"})
    void makesAnImageActiveInOneCall(String glance) {
        inACloudOf(
                glance,
                cloud -> {
                    var images = cloud.images();
                    var mapping = "[{\"boot_index\": 0, \"ü\": \"€ 日本\"}]";
                    var wanted = anImage(Map.of("block_device_mapping", mapping, "bdm_v2", "True"));
                    assertThat(images.find(wanted.id())).isEmpty();

                    var image = registered(images, wanted);

                    assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
                    assertThat(image.size()).isZero();
                    assertThat(image.name()).isEqualTo(wanted.name());
                    assertThat(image.visibility()).isEqualTo("private");
                    assertThat(image.projectId()).isEqualTo(cloud.cloud().projectId());
                    assertThat(image.properties()).isEqualTo(wanted.properties());
                    assertThat(images.registerEmpty(wanted)).isEqualTo(Registered.ID_TAKEN);
                    images.delete(wanted.id());
                    assertThat(images.find(wanted.id())).isEmpty();
                    images.delete(wanted.id());
                    assertThat(images.registerEmpty(wanted)).isEqualTo(Registered.ID_TAKEN);
                });
    }

    @Test
    void knowsTheVersions() {
        inACloudOf(
                "v1",
                cloud -> {
                    assertThat(cloud.images().apis()).containsExactly(ImageApi.V1);
                    assertThat(cloud.cloud().endpoints())
                            .allMatch(endpoint -> endpoint.problem() == null);
                });
        inACloudOf(
                "both",
                cloud ->
                        assertThat(cloud.images().apis())
                                .containsExactly(ImageApi.V1, ImageApi.V2));
    }

    @Test
    void holdsEveryNameAndCharacterThatWeDoNotObjectTo() {
        inACloudOf(
                "v1",
                cloud -> {
                    var properties = new HashMap<String, String>();
                    for (int c = 0x20; c < 0x7F; c++) {
                        var name = "p" + (char) c + "q";
                        var free = anImage(Map.of(name, "x"));
                        if (cloud.images().objectionOfV1(free).isEmpty()) {
                            properties.put(name, "<" + (char) c + ">");
                        }
                        properties.put("value_" + c, "<" + (char) c + ">");
                    }
                    var first = new HashMap<String, String>();
                    properties.forEach((name, value) -> {
                        if (first.size() < 100) {
                            first.put(name, value);
                        }
                    });
                    properties.keySet().removeAll(first.keySet());
                    var beyond = new StringBuilder();
                    for (int c = 0xA1; c < 0x3000; c++) {
                        beyond.appendCodePoint(c);
                    }
                    beyond.setLength(5_000);
                    properties.put("beyond_ascii", beyond.toString());
                    properties.put("like_a_word", "None");
                    properties.put("status", "killed");
                    properties.put("percent", "%C3%9C");

                    assertThat(registered(cloud.images(), anImage(first)).properties())
                            .isEqualTo(first);
                    assertThat(registered(cloud.images(), anImage(properties)).properties())
                            .isEqualTo(properties);
                });
    }

    @Test
    void holdsTheLongestMappingThatWeDoNotObjectTo() {
        inACloudOf(
                "v1",
                cloud -> {
                    var longest = Map.of("block_device_mapping", "x".repeat(16_337));

                    assertThat(registered(cloud.images(), anImage(longest)).properties())
                            .isEqualTo(longest);
                });
    }

    @Test
    void holdsAsMuchAsWeDoNotObjectTo() {
        inACloudOf(
                "v1",
                cloud -> {
                    var much = new HashMap<String, String>();
                    for (int i = 0; i < 128; i++) {
                        much.put("p" + i, "x".repeat(410));
                    }

                    assertThat(registered(cloud.images(), anImage(much)).properties())
                            .isEqualTo(much);
                });
    }
}
