package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.stillframe.identity.Secret;
import io.stillframe.openstack.Credential.ApplicationCredential;
import io.stillframe.openstack.Credential.Named;
import io.stillframe.openstack.Credential.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudConfigTest {

    private static final String DEMO =
            """
            clouds:
              demo:
                region_name: RegionOne
                auth:
                  auth_url: http://keystone:5000/
                  username: demo
                  password: open-sesame
                  project_name: demo
                  user_domain_name: Users
                  project_domain_id: projects
              robot:
                auth_type: v3applicationcredential
                interface: internalURL
                verify: false
                image_endpoint_override: http://inside:9292
                block_storage_endpoint_override: http://inside:8776/v3/%(project_id)s
                auth:
                  auth_url: http://keystone/identity/v3
                  application_credential_id: abc
                  application_credential_secret: open-sesame
              named:
                auth:
                  auth_url: http://keystone/identity
                  application_credential_name: abc
                  application_credential_secret: open-sesame
                  username: demo
            """;

    @TempDir Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private CloudConfig cloud(String name) {
        return CloudConfig.find(Map.of("OS_CLOUD", name), List.of(directory)).orElseThrow();
    }

    @Test
    void readsAPasswordFromCloudsYaml() throws IOException {
        write("clouds.yaml", DEMO);

        var config = cloud("demo");

        assertThat(config.authUrl()).isEqualTo("http://keystone:5000/v3");
        assertThat(config.region()).isEqualTo("RegionOne");
        assertThat(config.networkInterface()).isEqualTo("public");
        assertThat(config.verify()).isTrue();
        assertThat(config.credential())
                .isEqualTo(
                        new Password(
                                Named.name("demo", "Users"),
                                new Secret("open-sesame"),
                                Named.nameInDomainId("demo", "projects")));
    }

    @Test
    void readsAnApplicationCredentialAndOverrides() throws IOException {
        write("clouds.yaml", DEMO);

        var config = cloud("robot");

        assertThat(config.credential())
                .isEqualTo(new ApplicationCredential("abc", null, null, new Secret("open-sesame")));
        assertThat(config.networkInterface()).isEqualTo("internal");
        assertThat(config.verify()).isFalse();
        assertThat(config.endpointOverrides())
                .containsEntry("image", "http://inside:9292")
                .containsEntry("volume", "http://inside:8776/v3/%(project_id)s");
        assertThat(cloud("named").credential())
                .isEqualTo(
                        new ApplicationCredential(
                                null,
                                "abc",
                                Named.nameInDomainId("demo", "default"),
                                new Secret("open-sesame")));
    }

    @Test
    void takesThePasswordFromSecureYaml() throws IOException {
        write("clouds.yaml", DEMO.replace("      password: open-sesame\n", ""));
        write("secure.yaml", "clouds: {demo: {auth: {password: other}}}");

        assertThat(cloud("demo").credential().secret()).isEqualTo(new Secret("other"));
    }

    @Test
    void prefersTheFileThatTheEnvironmentNames() throws IOException {
        write("clouds.yaml", DEMO);
        var named = write("mine.yaml", DEMO.replace("RegionOne", "RegionTwo"));
        var env = Map.of("OS_CLOUD", "demo", "OS_CLIENT_CONFIG_FILE", named.toString());

        assertThat(CloudConfig.find(env, List.of(directory)).orElseThrow().region())
                .isEqualTo("RegionTwo");
    }

    @Test
    void readsTheVariablesWhenNoCloudIsNamed() {
        var env = new HashMap<String, String>();
        env.put("OS_AUTH_URL", "https://keystone:5000/v2.0");
        env.put("OS_USERNAME", "demo");
        env.put("OS_PASSWORD", "open-sesame");
        env.put("OS_PROJECT_ID", "p");
        env.put("OS_USER_DOMAIN_NAME", "Users");
        env.put("OS_INSECURE", "True");
        env.put("OS_INTERFACE", "internal");
        env.put("OS_IMAGE_ENDPOINT_OVERRIDE", "http://inside:9292");

        var config = CloudConfig.find(env, List.of(directory)).orElseThrow();

        assertThat(config)
                .isEqualTo(
                        new CloudConfig(
                                "https://keystone:5000/v3",
                                new Password(
                                        Named.name("demo", "Users"),
                                        new Secret("open-sesame"),
                                        Named.id("p")),
                                null,
                                "internal",
                                Map.of("image", "http://inside:9292"),
                                null,
                                false));
    }

    @Test
    void isEmptyWhenNothingNamesACloud() throws IOException {
        write("clouds.yaml", DEMO);

        assertThat(CloudConfig.find(Map.of("OS_USERNAME", "demo"), List.of(directory))).isEmpty();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertUnusable("demo", "there is no clouds.yaml: looked for " + directory);
        var file = write("clouds.yaml", DEMO);
        assertUnusable("nowhere", "no cloud \"nowhere\" (OS_CLOUD) in " + file);
        assertUnusable("nowhere", "there are: demo, robot, named.");
        write("clouds.yaml", DEMO.replace("username: demo", "nobody: x"));
        assertUnusable("demo", "username is missing in cloud \"demo\" in " + file);
        write("clouds.yaml", "clouds: {demo: {auth: {password: open-sesame, auth_url: [}}}");
        assertUnusable("demo", file + " cannot be read");
        assertThatExceptionOfType(CloudConfig.Unusable.class)
                .isThrownBy(() -> CloudConfig.find(Map.of("OS_AUTH_URL", "http://k"), List.of()))
                .withMessage("OS_USERNAME is missing in the environment.");
        assertThatExceptionOfType(CloudConfig.Unusable.class)
                .isThrownBy(() -> CloudConfig.find(withCertificate(), List.of()))
                .withMessageContaining(
                        "/nowhere.pem, OS_CACERT of the environment, cannot be read");
    }

    private static Map<String, String> withCertificate() {
        return Map.of(
                "OS_AUTH_URL", "http://k",
                "OS_USERNAME", "u",
                "OS_PASSWORD", "open-sesame",
                "OS_PROJECT_NAME", "p",
                "OS_CACERT", "/nowhere.pem");
    }

    private void assertUnusable(String cloud, String sentence) {
        assertThatExceptionOfType(CloudConfig.Unusable.class)
                .isThrownBy(() -> cloud(cloud))
                .withMessageContaining(sentence)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("sesame"));
    }

    @Test
    void neverShowsASecret() throws IOException {
        write("clouds.yaml", DEMO);

        assertThat(List.of(cloud("demo"), cloud("robot"), cloud("named")).toString())
                .doesNotContain("sesame");
    }
}
