package io.stillframe.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Frames;
import io.stillframe.SandboxUser;
import io.stillframe.StillframeProcess;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that is shipped, run by its own command line, as its own user, with nothing to write to
 * but what is mounted. Java does not start there without its cache, so every story proves that it
 * is taken.
 */
@Tag("container")
class ContainerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static Buildah buildah;
    private static Image image;

    @TempDir private Path folder;

    @BeforeAll
    static void build() {
        buildah = new Buildah();
        buildah.build("stillframe", List.of(), "VERSION=1.2.3", "REVISION=0123abc");
        image = Image.of("stillframe", buildah);
    }

    @AfterAll
    static void remove() {
        buildah.close();
    }

    @Test
    void takesSnapshotsInTheSandbox() {
        try (var service =
                start(
                        Map.of(
                                "SPRING_PROFILES_ACTIVE",
                                "sandbox",
                                "STILLFRAME_SANDBOX_PORT",
                                "0"))) {
            var frames = new Frames(service.web());

            await().atMost(SOON).until(() -> frames.all().count() == 1);

            var first = frames.all().findFirst().orElseThrow().path("id").asString();
            assertThat(frames.available(first).path("volumes")).hasSize(3);
            assertThat(data()).isEmptyDirectory();
        }
    }

    @Test
    void keepsItsRunsInAFileWhenItIsKilled() {
        try (var cloud = cloud()) {
            var settings = new HashMap<>(SandboxUser.demo(cloud));
            settings.put("STILLFRAME_IDENTITY", "none");
            String taken;
            try (var service = start(settings)) {
                taken = takenBy(service, cloud);
                service.kill();
            }

            try (var again = start(settings)) {
                var known = new Frames(again.web()).read(taken);
                assertThat(known.path("status").asString()).isEqualTo("available");
            }
            assertThat(data()).isDirectoryContaining("glob:**.mv.db");
        }
    }

    @Test
    void keepsItsRunsInPostgres() throws IOException {
        try (var cloud = cloud();
                var postgres = EmbeddedPostgres.start()) {
            var settings = new HashMap<>(SandboxUser.demo(cloud));
            settings.put("STILLFRAME_IDENTITY", "none");
            settings.put("SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"));
            settings.put("SPRING_DATASOURCE_USERNAME", "postgres");
            try (var service = start(settings)) {
                takenBy(service, cloud);
            }
            assertThat(data()).isEmptyDirectory();
        }
    }

    @Test
    void stopsWhenItIsTold() {
        try (var cloud = cloud()) {
            var settings = new HashMap<>(SandboxUser.demo(cloud));
            settings.put("STILLFRAME_IDENTITY", "none");
            try (var service = start(settings)) {
                service.web();

                service.terminate();

                assertThat(service.exitCode()).isEqualTo(128 + 15);
                assertThat(service.output()).contains("Graceful shutdown complete");
            }
        }
    }

    /** Or the other stories would prove nothing. */
    @Test
    void doesNotStartWithFlagsThatItsCacheWasNotMadeWith() {
        try (var service =
                start(
                        Map.of(
                                "JDK_JAVA_OPTIONS",
                                "-XX:+UseSerialGC -XX:-UseCompactObjectHeaders"))) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output()).contains("AOT").doesNotContain("\tat ");
        }
    }

    private static String takenBy(StillframeProcess service, SandboxCloud cloud) {
        var server = cloud.project("demo").addServers("web", 1, 3).getFirst();
        return new Frames(service.web()).taken(server.id()).path("id").asString();
    }

    private static SandboxCloud cloud() {
        return SandboxCloud.startEmpty(SandboxSettings.quick(), InstantSource.system());
    }

    private StillframeProcess start(Map<String, String> settings) {
        return image.start(folder, settings);
    }

    private Path data() {
        return folder.resolve(Image.DATA);
    }
}
