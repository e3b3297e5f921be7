package io.stillframe.simulation;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.GlanceV1Contract;
import io.stillframe.snapshot.Ports;
import java.util.function.Consumer;

/** Both versions of Glance in the simulation. */
class SimulatedGlanceV1Test extends GlanceV1Contract {

    @Override
    protected void inACloudOf(Glance glance, Consumer<Ports> story) {
        var weather = CalmCloud.weather(glance, Locations.VOLUMES, false, false, false);
        story.accept(CalmCloud.of(weather));
    }
}
