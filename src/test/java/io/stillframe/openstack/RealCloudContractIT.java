package io.stillframe.openstack;

import org.junit.jupiter.api.Tag;

/** The contract with the cloud that {@code OS_CLOUD} names. */
@Tag("real-cloud")
class RealCloudContractIT extends OpenStackContract {

    @Override
    CloudConfig config() {
        return named();
    }

    static CloudConfig named() {
        var env = System.getenv();
        return CloudConfig.find(env, CloudConfig.usualDirectories(env))
                .orElseThrow(() -> new IllegalStateException("Name a cloud with OS_CLOUD."));
    }
}
