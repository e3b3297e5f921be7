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
        return configOf("demo", sandbox);
    }

    /** The user's name is the password and the project, too. */
    static CloudConfig configOf(String user, SandboxCloud sandbox) {
        var variables =
                Map.of(
                        "OS_AUTH_URL",
                        sandbox.authUrl().toString(),
                        "OS_USERNAME",
                        user,
                        "OS_PASSWORD",
                        user,
                        "OS_PROJECT_NAME",
                        user.equals("stillframe") ? "service" : user,
                        "OS_USER_DOMAIN_NAME",
                        "Default",
                        "OS_PROJECT_DOMAIN_NAME",
                        "Default");
        return CloudConfig.find(variables, List.of()).orElseThrow();
    }

    @Override
    @AfterAll
    void cleanUp() {
        super.cleanUp();
        sandbox.close();
    }
}
