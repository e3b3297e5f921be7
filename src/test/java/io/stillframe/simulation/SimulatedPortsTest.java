package io.stillframe.simulation;

import io.stillframe.sandbox.VolumeSpec;
import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.sandbox.world.Server;
import io.stillframe.snapshot.Ports;
import io.stillframe.snapshot.PortsContract;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract with the ports that the simulation runs on: they must be as those to a cloud. */
@ParameterizedClass
@MethodSource("kinds")
class SimulatedPortsTest extends PortsContract {

    private final CalmCloud cloud;
    private final Server specimen;

    SimulatedPortsTest(Weather weather) {
        cloud = CalmCloud.of(weather);
        var project = cloud.project();
        specimen =
                project.server("specimen")
                        .bootedFrom(VolumeSpec.volume("root", 1))
                        .with(VolumeSpec.volume("data", 1))
                        .add();
        project.server("another").bootedFrom(VolumeSpec.volume("another-root", 1)).add();
    }

    static List<Weather> kinds() {
        return List.of(
                CalmCloud.weather(Glance.V2, Locations.VOLUMES, false, false, false),
                CalmCloud.weather(Glance.V2, Locations.VOLUMES, false, false, true),
                CalmCloud.weather(Glance.V2, Locations.SERVICE_ONLY, false, false, false),
                CalmCloud.weather(Glance.BOTH, Locations.CLOSED, false, true, true));
    }

    @Override
    protected Ports ports() {
        return cloud;
    }

    @Override
    protected String serverId() {
        return specimen.id();
    }

    @Override
    protected List<String> volumeIds() {
        return specimen.attachments().stream().map(each -> each.volume().id()).toList();
    }
}
