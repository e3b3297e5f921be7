package io.stillframe.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;

class SandboxSettingsTest {

    @Test
    void hasTheDefaultsThatTheDocumentsName() {
        var settings = SandboxSettings.of();
        assertThat(settings.port()).isEqualTo(8090);
        assertThat(settings.glance()).isEqualTo(Glance.BOTH);
        assertThat(settings.locations()).isEqualTo(Locations.VOLUMES);
        assertThat(settings.store()).isEmpty();
        assertThat(settings.httpStore()).isTrue();
        assertThat(settings.snapshotDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.childrenBlockDelete()).isTrue();
    }

    @Test
    void readsWordsAsPeopleWriteThem() {
        var settings =
                SandboxSettings.of(
                        "glance=v1",
                        "locations=service-only",
                        "snapshot-delay=2s",
                        "children-block-delete=false");
        assertThat(settings.glance()).isEqualTo(Glance.V1);
        assertThat(settings.locations()).isEqualTo(Locations.SERVICE_ONLY);
        assertThat(settings.snapshotDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.childrenBlockDelete()).isFalse();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> SandboxSettings.of("glance=v3")).isInstanceOf(BindException.class);
    }
}
