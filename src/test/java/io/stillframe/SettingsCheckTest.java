package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

@ExtendWith(OutputCaptureExtension.class)
class SettingsCheckTest {

    private final KnownSettings known = KnownSettings.inTheJar();

    @Test
    void refusesAMisspeltSettingAndNamesTheNearest() {
        assertThatThrownBy(() -> check(commandLine("--stillframe.setling-time=60s")))
                .isInstanceOf(UnknownSettings.class)
                .hasMessage(
                        "There is no setting stillframe.setling-time. It comes from the command line. Did you mean stillframe.settling-time?");
    }

    @Test
    void saysWhereInAFileAllOfThemAreAndNotWhatTheySay() {
        var yaml =
                """
                stillframe:
                  rights: caller
                  secret-keys: hunter2
                  policy:
                    watch: [admin, reader]
                """;

        assertThatThrownBy(() -> check(yaml(yaml)))
                .hasMessage(
                        """
                        There is no setting stillframe.policy.watch. It comes from Byte array resource [config.yaml] - 5:13.
                        There is no setting stillframe.secret-keys. It comes from Byte array resource [config.yaml] - 3:16. Did you mean stillframe.secret-key?\
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stillframe.settling-time",
                "stillframe.settlingTime",
                "stillframe.settling_time",
                "stillframe.policy.look[1]",
                "stillframe.sandbox.first-snapshot",
                "stillframes.own",
                "still.frame",
            })
    void acceptsASettingInEveryWayThatItCanBeWritten(String name) {
        assertThatCode(() -> check(commandLine("--" + name + "=x"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "STILLFRAME_SETLINGTIME, STILLFRAME_SETTLINGTIME",
        "STILLFRAME_POLICYLOOK, STILLFRAME_POLICY_LOOK",
        "STILLFRAME_SNAPSHOT_AT_ONCE, STILLFRAME_SNAPSHOTSATONCE",
        "STILLFRAME_RIGHT, STILLFRAME_RIGHTS"
    })
    void refusesAVariableThatIsAllButASetting(String variable, String meant) {
        assertThatThrownBy(() -> check(environment(variable)))
                .hasMessage(
                        "There is no setting %s. It comes from the environment. Did you mean %s?",
                        variable, meant);
    }

    @Test
    void tellsOnceOfOtherVariables(CapturedOutput output) {
        check(environment("STILLFRAME_URL", "STILLFRAME_TEST_IMAGE_STORE", "STILLFRAMES"));

        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("without effect"))
                .singleElement()
                .asString()
                .contains("STILLFRAME_URL", "STILLFRAME_TEST_IMAGE_STORE")
                .doesNotContain("STILLFRAMES");
    }

    @Test
    void passesOverWhatKubernetesSaysOfServices(CapturedOutput output) {
        check(
                environment(
                        "STILLFRAME_SERVICE_HOST",
                        "STILLFRAME_SERVICE_PORT",
                        "STILLFRAME_SERVICE_PORT_HTTP",
                        "STILLFRAME_PORT",
                        "STILLFRAME_PORT_8080_TCP",
                        "STILLFRAME_PORT_8080_TCP_PROTO",
                        "STILLFRAME_PORT_8080_TCP_PORT",
                        "STILLFRAME_PORT_8080_TCP_ADDR",
                        "STILLFRAME_POSTGRESQL_SERVICE_PORT_TCP_POSTGRESQL"));

        assertThat(output).isEmpty();
    }

    @Test
    void takesEverySettingFromItsVariable(CapturedOutput output) {
        assertThat(known.names())
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> {
                    var plain =
                            name.toString()
                                    .toUpperCase(Locale.ROOT)
                                    .replace("-", "")
                                    .replace('.', '_');
                    var variables = environment(plain, plain + "_0");
                    check(variables);

                    var bound = ConfigurationPropertySources.from(variables).iterator().next();
                    assertThat(bound.getConfigurationProperty(name)).as(plain).isNotNull();
                });
        assertThat(output).isEmpty();
    }

    @Test
    void leavesJavasOwnPropertiesToOthers(CapturedOutput output) {
        check(systemProperties("stillframe.jar"));

        assertThat(output).contains("without effect", "stillframe.jar");
        assertThatThrownBy(() -> check(systemProperties("stillframe.attempt")))
                .hasMessageContaining(
                        "from Java's system properties. Did you mean stillframe.attempts?");
    }

    private void check(PropertySource<?> source) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().stream()
                .toList()
                .forEach(usual -> environment.getPropertySources().remove(usual.getName()));
        environment.getPropertySources().addFirst(source);
        ConfigurationPropertySources.attach(environment);
        new SettingsCheck(known).of(environment);
    }

    private static PropertySource<?> commandLine(String argument) {
        return new SimpleCommandLinePropertySource(argument);
    }

    private static PropertySource<?> environment(String... variables) {
        var values = new HashMap<String, Object>();
        for (var variable : variables) {
            values.put(variable, "1");
        }
        return new SystemEnvironmentPropertySource("systemEnvironment", values);
    }

    private static PropertySource<?> systemProperties(String name) {
        var properties = new Properties();
        properties.setProperty(name, "1");
        return new PropertiesPropertySource("systemProperties", properties);
    }

    private static PropertySource<?> yaml(String text) throws IOException {
        var resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "config.yaml");
        return new YamlPropertySourceLoader().load("file", resource).getFirst();
    }
}
