package io.stillframe.openstack;

import io.stillframe.snapshot.ImagesContract;
import io.stillframe.snapshot.Ports;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.reactive.function.client.WebClient;

/** Images of the Glance of the cloud that {@code OS_CLOUD} names. */
@Tag("real-cloud")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealImagesIT extends ImagesContract {

    private final PortsOverHttp ports =
            new PortsOverHttp(
                    OpenStack.connect(
                            config(), Limits.DEFAULT, WebClient.builder(), InstantSource.system()));

    CloudConfig config() {
        return RealCloudContractIT.named();
    }

    @Override
    protected Ports ports() {
        return ports;
    }

    @AfterAll
    void stop() {
        ports.close();
    }
}
