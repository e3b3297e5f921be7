package io.stillframe.openstack;

import io.stillframe.SandboxUser;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The contract with the simulated cloud: it must be a cloud as the adapters know one. */
class SandboxContractTest extends OpenStackContract {

    private final SandboxCloud sandbox = SandboxCloud.start(SandboxSettings.of("port=0"));

    @Override
    CloudConfig config() {
        return configOf("demo", sandbox);
    }

    static CloudConfig configOf(String user, SandboxCloud sandbox) {
        var project = user.equals("stillframe") ? "service" : user;
        var variables = SandboxUser.of(user, project, sandbox);
        return CloudConfig.find(variables, List.of()).orElseThrow();
    }

    @Override
    @AfterAll
    void cleanUp() {
        super.cleanUp();
        sandbox.close();
    }
}
