package io.stillframe.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SandboxSettingsTest {

    private static SandboxSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("stillframe.sandbox", SandboxSettings.class);
    }

    @Test
    void hasTheSameDefaultsInCodeAndInConfiguration() {
        assertThat(bind(Map.of())).isEqualTo(SandboxSettings.defaults());
    }

    @Test
    void bindsWordsAsPeopleWriteThem() {
        var settings =
                bind(
                        Map.of(
                                "stillframe.sandbox.glance", "v1",
                                "stillframe.sandbox.locations", "service-only",
                                "stillframe.sandbox.snapshot-delay", "2s",
                                "stillframe.sandbox.children-block-delete", "false"));
        assertThat(settings)
                .isEqualTo(
                        SandboxSettings.defaults()
                                .withGlance(Glance.V1)
                                .withLocations(Locations.SERVICE_ONLY)
                                .withSnapshotDelay(Duration.ofSeconds(2))
                                .withChildrenBlockDelete(false));
    }
}
