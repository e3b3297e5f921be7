package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as it is shipped, where it cannot be started. */
class StartIT {

    @Test
    void leavesADatabaseFileToWhoeverHasIt(@TempDir Path directory) {
        try (var cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), InstantSource.system());
                var first = start(directory, cloud)) {
            var frames = new Frames(first.web());

            try (var second = start(directory, cloud)) {
                assertThat(second.exitCode()).isNotZero();
                assertThat(second.output())
                        .contains("Another Stillframe already uses the database file.")
                        .doesNotContain("\tat ");
            }

            assertThat(frames.all()).isEmpty();
        }
    }

    @Test
    void namesTheTwoWaysToStartIt(@TempDir Path directory) {
        try (var service =
                StillframeProcess.start(directory, Map.of("HOME", directory.toString()))) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output())
                    .contains("name one of clouds.yaml by OS_CLOUD")
                    .contains("--spring.profiles.active=sandbox")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keystone, --stillframe.secret-key=, there is no key to encrypt them with",
        "keystone, --stillframe.secret-key=hunter2, is not 32 bytes in Base64",
        "none, --stillframe.secret-key=, with stillframe.identity=none they bring none",
        "keystone, --stillframe.policy.looks=admin, stillframe.policy.looks",
    })
    void saysWhatIsMissingForTheRightsOfCallers(
            String identity, String setting, String sentence, @TempDir Path directory) {
        try (var service =
                StillframeProcess.start(
                        directory,
                        Map.of(),
                        "--spring.profiles.active=sandbox",
                        "--stillframe.sandbox.port=0",
                        "--stillframe.identity=" + identity,
                        "--stillframe.rights=caller",
                        setting)) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output()).contains(sentence).doesNotContain("\tat ", "hunter2");
        }
    }

    @Test
    void refusesAPasswordInTheUrlOfTheDatabaseAndDoesNotShowIt(@TempDir Path directory) {
        try (var service =
                StillframeProcess.start(
                        directory,
                        Map.of("SPRING_DATASOURCE_URL", "jdbc:nonsense://frames:hunter2@db/x"),
                        "--debug",
                        "--spring.profiles.active=sandbox",
                        "--stillframe.sandbox.port=0")) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output())
                    .contains(
                            "spring.datasource.url is no place for a password",
                            "SPRING_DATASOURCE_PASSWORD")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void refusesHttp2ForWhichItsLimitsAreNot(@TempDir Path directory) {
        try (var service =
                StillframeProcess.start(
                        directory,
                        Map.of("SERVER_HTTP2_ENABLED", "true"),
                        "--spring.profiles.active=sandbox",
                        "--stillframe.sandbox.port=0")) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output())
                    .contains("server.http2.enabled", "for HTTP/1.1 alone")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void refusesSettingsThatThereAreNot(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("application.yaml"), "stillframe.retantion: 7d");
        try (var service =
                StillframeProcess.start(
                        directory,
                        Map.of("STILLFRAME_ATTEMPT", "3", "STILLFRAME_SERVICE_HOST", "10.0.0.1"),
                        "--spring.profiles.active=sandbox",
                        "--stillframe.sandbox.prot=0")) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output())
                    .contains(
                            "There is no setting stillframe.sandbox.prot. It comes from the command line. Did you mean stillframe.sandbox.port?",
                            "There is no setting STILLFRAME_ATTEMPT. It comes from the environment. Did you mean STILLFRAME_ATTEMPTS?",
                            "There is no setting stillframe.retantion. It comes from URL [file:application.yaml] - 1:23. Did you mean stillframe.retention?")
                    .doesNotContain("\tat ", "STILLFRAME_SERVICE_HOST");
        }
    }

    @Test
    void startsAmongTheVariablesOfOthers(@TempDir Path directory) {
        var variables =
                Map.of(
                        "STILLFRAME_PORT", "tcp://10.0.0.1:8080",
                        "STILLFRAME_SERVICE_HOST", "10.0.0.1",
                        "STILLFRAME_URL", "http://stillframe:8080",
                        "STILLFRAME_SANDBOX_PORT", "0");
        try (var service =
                StillframeProcess.startCold(
                        directory, variables, "--spring.profiles.active=sandbox")) {
            service.web();

            assertThat(service.output())
                    .contains("without effect, as there are no such settings: STILLFRAME_URL\n");
        }
    }

    private static StillframeProcess start(Path directory, SandboxCloud cloud) {
        return StillframeProcess.start(
                directory, SandboxUser.demo(cloud), "--stillframe.identity=none");
    }
}
