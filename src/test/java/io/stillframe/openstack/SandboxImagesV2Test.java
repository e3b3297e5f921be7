package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.ImagesContract;
import io.stillframe.snapshot.Ports;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Images by version 2, and what only that version can do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxImagesV2Test extends ImagesContract {

    private final SandboxCloud sandbox = SandboxCloud.start(SandboxSettings.quick("glance=v2"));
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

    @Test
    void keepsEveryNameAndTheEmptyText() {
        var properties =
                Map.of(
                        "Capital", "1", "a-b", "2", "hw:foo", "3", "a/b~c~1", "4", "ü", "", "a b",
                        " x ");
        var image = made(properties);
        assertThat(propertiesOf(image)).isEqualTo(properties);

        var now = changed(image, setting(Map.of("a/b~c~1", "5", "New-One", "", "x/~0", "6")));

        assertThat(now.properties())
                .containsAllEntriesOf(Map.of("a/b~c~1", "5", "New-One", "", "x/~0", "6"));
    }

    @Test
    void refusesNamesThatAreNotProperties() {
        var image = made(Map.of("a", "1", "mixed", "2"));

        refuses(image, setting(Map.of("owner", "x")), "owner is a word of Glance's own");
        refuses(image, setting(Map.of("os_glance_x", "x")), "is a word of Glance's own");
        refuses(image, setting(Map.of("image_id", "x")), "is a word of Glance's own");
        refuses(image, setting(Map.of(" a", "x")), "begins or ends with a blank");
        refuses(image, setting(Map.of("Mixed", "x")), "for the same one");
    }
}
