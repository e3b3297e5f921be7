package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageChange.Merge;
import io.stillframe.snapshot.ImagesContract;
import io.stillframe.snapshot.Ports;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images by version 1, and what it cannot do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxImagesV1Test extends ImagesContract {

    private final SandboxCloud sandbox = SandboxCloud.start(SandboxSettings.quick("glance=v1"));
    private final PortsOverHttp ports = PortsOverHttp.to(sandbox, "demo", InstantSource.system());

    @Override
    protected Ports ports() {
        return ports;
    }

    @AfterAll
    void stop() {
        ports.close();
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Capital", "a-b", "hw:foo", "a b", "ü", ""})
    void refusesToSetAPropertyWhoseNameVersion1Folds(String name) {
        refuses(made(Map.of("a", "1")), setting(Map.of(name, "x")), "cannot keep the name");
    }

    @Test
    void refusesToSetATextThatVersion1Loses() {
        var image = made(Map.of("a", "1"));

        refuses(image, setting(Map.of("b", "")), "b is empty");
        refuses(image, setting(Map.of("b", " x")), "begins or ends with a blank");
        refuses(image, setting(Map.of("b", "x\ny")), "U+000A");
        refuses(image, setting(Map.of("b", "x".repeat(16_400))), "is 16400 bytes long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "community"})
    void refusesAVisibilityThatVersion1DoesNotHave(String visibility) {
        var change = new ImageChange(null, visibility, null, null, null, Merge.NOTHING);

        refuses(made(Map.of("a", "1")), change, "only private and public images");
    }

    /** Otherwise Glance would throw them away. */
    @Test
    void sendsAllThatStaysWhereSomethingGoes() {
        var image = made(Map.of("a", "1", "b", "%41", "c", "%C3%9C", "d", "ü%20"));

        var now = changed(image, changing(new Merge(Map.of(), Set.of("a"))));

        assertThat(propertiesOf(now)).isEqualTo(Map.of("b", "%41", "c", "%C3%9C", "d", "ü%20"));
    }
}
