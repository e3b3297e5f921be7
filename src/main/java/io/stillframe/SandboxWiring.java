package io.stillframe;

import io.stillframe.identity.IdentitySettings;
import io.stillframe.openstack.CloudConfig;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Snapshots;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.json.JsonMapper;

/**
 * The simulated cloud in the place of a real one: the same adapters talk to it, over the same HTTP.
 */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxWiring {

    @Bean
    SandboxCloud sandboxCloud(SandboxSettings settings, InstantSource clock) {
        return SandboxCloud.start(settings, clock);
    }

    /** With the callers' rights, ours are for vouching alone: the role service is enough. */
    @Bean
    CloudConfig cloudConfig(SandboxCloud sandbox, IdentitySettings identity) {
        return switch (identity.rights()) {
            case SERVICE -> config(sandbox, "demo", "demo");
            case CALLER -> config(sandbox, "stillframe", "service");
        };
    }

    /** Every user there has its name as password. */
    private static CloudConfig config(SandboxCloud sandbox, String user, String project) {
        var variables =
                Map.of(
                        "OS_AUTH_URL",
                        sandbox.authUrl().toString(),
                        "OS_USERNAME",
                        user,
                        "OS_PASSWORD",
                        user,
                        "OS_PROJECT_NAME",
                        project,
                        "OS_USER_DOMAIN_NAME",
                        "Default",
                        "OS_PROJECT_DOMAIN_NAME",
                        "Default",
                        "OS_REGION_NAME",
                        "RegionOne");
        return CloudConfig.find(variables, List.of()).orElseThrow();
    }

    /** Nobody has asked for it, so there are no rights of a caller to take it with. */
    @Bean
    @ConditionalOnProperty(name = "stillframe.sandbox.first-snapshot", matchIfMissing = true)
    @ConditionalOnProperty(
            name = "stillframe.rights",
            havingValue = "service",
            matchIfMissing = true)
    FirstSnapshot firstSnapshot(
            Snapshots snapshots, Servers servers, Cloud cloud, JsonMapper json) {
        return new FirstSnapshot(snapshots, servers, cloud, json);
    }
}
