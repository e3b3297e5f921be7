package io.stillframe.simulation;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.ImagesContract;
import io.stillframe.snapshot.Ports;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The images of the simulation must be as those of any Glance. */
@ParameterizedClass
@EnumSource
class SimulatedImagesTest extends ImagesContract {

    private final CalmCloud cloud;

    SimulatedImagesTest(Glance glance) {
        cloud = CalmCloud.of(CalmCloud.weather(glance, Locations.VOLUMES, false, false, false));
    }

    @Override
    protected Ports ports() {
        return cloud;
    }
}
