package io.stillframe.simulation;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.LocationsContract;
import io.stillframe.snapshot.Ports;
import java.util.function.Consumer;

/** Locations in the simulation. */
class SimulatedLocationsTest extends LocationsContract {

    @Override
    protected void inACloudOf(Locations locations, boolean asService, Consumer<Ports> story) {
        var weather = CalmCloud.weather(Glance.V2, locations, asService, false, false);
        story.accept(CalmCloud.of(weather));
    }
}
