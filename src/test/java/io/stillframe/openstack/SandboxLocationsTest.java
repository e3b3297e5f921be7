package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.LocationsContract;
import io.stillframe.snapshot.Ports;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Locations over HTTP, and the words that we pass on where they are closed. */
class SandboxLocationsTest extends LocationsContract {

    @Override
    protected void inACloudOf(Locations locations, boolean asService, Consumer<Ports> story) {
        var user = asService ? "stillframe" : "demo";
        var settings = SandboxSettings.quick("locations=" + locations);
        try (var sandbox = SandboxCloud.start(settings);
                var ports = PortsOverHttp.to(sandbox, user, InstantSource.system())) {
            story.accept(ports);
        }
    }

    @Test
    void saysThatLocationsAreClosed() {
        play(
                Locations.CLOSED,
                false,
                (ports, id, volume) ->
                        assertThatThrownBy(() ->
                                        ports.images()
                                                .addLocation(
                                                        id,
                                                        new Location(
                                                                "cinder://" + volume,
                                                                What.IMAGE_VOLUME)))
                                .hasMessageContaining("if locations are invisible"));
    }

    @Test
    void saysThatTheNewerCallIsClosedToUsToo() {
        play(
                Locations.SERVICE_ONLY,
                false,
                (ports, id, volume) ->
                        assertThatThrownBy(() ->
                                        ports.images()
                                                .addLocation(
                                                        id,
                                                        new Location(
                                                                "cinder://" + volume,
                                                                What.IMAGE_VOLUME)))
                                .hasMessageContaining("not allowed to add locations to this image")
                                .hasMessageContaining("if locations are invisible"));
    }
}
