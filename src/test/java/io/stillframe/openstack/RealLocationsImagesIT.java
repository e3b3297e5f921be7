package io.stillframe.openstack;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Images of a Glance that shows locations: they are attributes there, and no properties. */
@Tag("real-cloud")
@EnabledIfEnvironmentVariable(named = "STILLFRAME_TEST_LOCATIONS_URL", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealLocationsImagesIT extends RealImagesIT {

    @Override
    CloudConfig config() {
        var named = super.config();
        return new CloudConfig(
                named.authUrl(),
                named.credential(),
                named.region(),
                named.networkInterface(),
                Map.of("image", System.getenv("STILLFRAME_TEST_LOCATIONS_URL")),
                named.caCertificate(),
                named.verify());
    }
}
