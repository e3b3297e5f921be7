package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.snapshot.GlanceV1Contract;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Ports;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Version 1 end to end: what we say that it can hold, it does hold. */
class SandboxGlanceV1Test extends GlanceV1Contract {

    @Override
    protected void inACloudOf(Glance glance, Consumer<Ports> story) {
        var settings = SandboxSettings.quick("glance=" + glance);
        try (var sandbox = SandboxCloud.start(settings);
                var ports = PortsOverHttp.to(sandbox, "demo", InstantSource.system())) {
            story.accept(ports);
        }
    }

    @Test
    void findsAllServicesOfAnOldCloud() {
        inACloudOf(
                Glance.V1,
                ports ->
                        assertThat(ports.cloud().endpoints())
                                .allMatch(endpoint -> endpoint.problem() == null));
    }

    @Test
    void holdsEveryNameAndCharacterThatWeDoNotObjectTo() {
        inACloudOf(
                Glance.V1,
                ports -> {
                    var properties = new HashMap<String, String>();
                    for (int c = 0x20; c < 0x7F; c++) {
                        var name = "p" + (char) c + "q";
                        var free = anImage(Map.of(name, "x"));
                        if (ports.images().objection(free, ImageApi.V1).isEmpty()) {
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

                    assertThat(registered(ports.images(), anImage(first)).properties())
                            .isEqualTo(first);
                    assertThat(registered(ports.images(), anImage(properties)).properties())
                            .isEqualTo(properties);
                });
    }

    @Test
    void holdsTheLongestMappingThatWeDoNotObjectTo() {
        inACloudOf(
                Glance.V1,
                ports -> {
                    var longest = Map.of("block_device_mapping", "x".repeat(16_337));

                    assertThat(registered(ports.images(), anImage(longest)).properties())
                            .isEqualTo(longest);
                });
    }

    @Test
    void holdsAsMuchAsWeDoNotObjectTo() {
        inACloudOf(
                Glance.V1,
                ports -> {
                    var much = new HashMap<String, String>();
                    for (int i = 0; i < 128; i++) {
                        much.put("p" + i, "x".repeat(410));
                    }

                    assertThat(registered(ports.images(), anImage(much)).properties())
                            .isEqualTo(much);
                });
    }
}
