package io.stillframe.openstack;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** The contract with the simulated cloud: it must be a cloud as the adapters know one. */
class SandboxContractTest extends OpenStackContract {

    private final SandboxCloud sandbox = SandboxCloud.start(SandboxSettings.of("port=0"));

    @Override
    CloudConfig config() {
        var demo =
                Map.of(
                        "OS_AUTH_URL", sandbox.authUrl().toString(),
                        "OS_USERNAME", "demo",
                        "OS_PASSWORD", "demo",
                        "OS_PROJECT_NAME", "demo",
                        "OS_USER_DOMAIN_NAME", "Default",
                        "OS_PROJECT_DOMAIN_NAME", "Default");
        return CloudConfig.find(demo, List.of()).orElseThrow();
    }

    @Override
    @AfterAll
    void cleanUp() {
        super.cleanUp();
        sandbox.close();
    }
}
