package io.stillframe.container;

import static java.util.stream.Collectors.toSet;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The image that is shipped, run by its own command line, as its own user, with nothing to write to
 * but what is mounted. Java does not start there without its cache, so every story proves that it
 * is taken.
 */
@Tag("container")
class ContainerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String STILLFRAME = "stillframe";

    private static Buildah buildah;
    private static Image image;
    private static List<FileInImage> files;

    @TempDir private Path folder;

    @BeforeAll
    static void build() {
        buildah = new Buildah();
        buildah.build(
                STILLFRAME,
                List.of(),
                "VERSION=1.2.3",
                "REVISION=0123abc",
                "CREATED=2026-02-03T04:05:06Z");
        image = Image.of(STILLFRAME, buildah);
        files = FileInImage.in(image.root());
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
            assertThat(saidByIts(service))
                    .anyMatch(line -> line.path("snapshot_id").asString("").equals(first));
        }
    }

    /** Every line; only Java itself speaks plainly. */
    private static List<JsonNode> saidByIts(StillframeProcess service) {
        return service.output()
                .lines()
                .filter(line -> !line.matches("(NOTE: )?Picked up .*"))
                .map(JSON::readTree)
                .toList();
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

    @Test
    void saysWhatItIsAndHowItIsRun() {
        var config = image.config();

        assertThat(config.path("User").asString()).isEqualTo("10001:10001");
        assertThat(config.path("WorkingDir").asString()).isEqualTo("/stillframe");
        assertThat(image.environment().get("JDK_JAVA_OPTIONS"))
                .as("it is run on other processors than it was built on")
                .contains("-XX:-AOTAdapterCaching");
        assertThat(config.path("StopSignal").asString()).isEqualTo("SIGTERM");
        assertThat(config.path("ExposedPorts").propertyNames()).containsExactly("8080/tcp");
        assertThat(label("title")).isEqualTo("Stillframe");
        assertThat(label("description")).startsWith("Whole-server snapshots for OpenStack");
        assertThat(label("licenses")).isEqualTo("Apache-2.0");
        assertThat(label("version")).isEqualTo("1.2.3");
        assertThat(label("revision")).isEqualTo("0123abc");
        assertThat(label("created")).isEqualTo("2026-02-03T04:05:06Z");
    }

    /** Also where a cluster does not take care of it. */
    @Test
    void leavesNothingToItsUserButTheFolderOfItsData() {
        assertThat(files)
                .filteredOn(FileInImage::isOfTheService)
                .hasSizeGreaterThan(100)
                .noneMatch(FileInImage::setsWhoRunsIt)
                .filteredOn(FileInImage::mayBeWritten)
                .extracting(FileInImage::path)
                .containsExactly("/stillframe/data");
    }

    @Test
    void addsNothingToItsBaseBesideThat() {
        var added = files.stream().map(FileInImage::path).collect(toSet());
        FileInImage.in(buildah.mount(buildah.baseOf(STILLFRAME)))
                .forEach(file -> added.remove(file.path()));
        added.removeIf(path -> path.equals("/stillframe") || path.startsWith("/stillframe/"));

        assertThat(added)
                .as("but what is the builder's")
                .isSubsetOf("/etc/hosts", "/etc/resolv.conf");
    }

    /** What the layers are copied from, and the times in them. Java writes no cache twice. */
    @Test
    void isTheSameTwiceButForItsCache() {
        var unpacked = List.of("--target", "unpacked");
        buildah.build("once", unpacked);
        buildah.build("twice", unpacked);

        assertThat(buildah.layers("once")).isEqualTo(buildah.layers("twice"));
        assertThat(files)
                .filteredOn(FileInImage::isOfTheService)
                .extracting(FileInImage::changed)
                .containsOnly(Buildah.FILES_ARE_OF);
    }

    /** As all of these stories are run. */
    @Test
    void canWriteNowhereElseAndHasNoRights() {
        var look =
                """
                id; grep -E '^(NoNewPrivs|CapEff)' /proc/self/status
                touch /tmp/here data/here && echo written
                touch /stillframe/here /var/tmp/here
                """;
        try (var looking = image.run(folder, Map.of(), List.of("sh", "-c", look))) {
            assertThat(looking.exitCode()).isNotZero();
            assertThat(looking.output().lines())
                    .containsExactly(
                            "uid=10001 gid=10001 groups=10001",
                            "CapEff:\t0000000000000000",
                            "NoNewPrivs:\t1",
                            "written",
                            "touch: cannot touch '/stillframe/here': Read-only file system",
                            "touch: cannot touch '/var/tmp/here': Read-only file system");
        }
    }

    /** Or the other stories would prove nothing. */
    @Test
    void doesNotTakeACacheOfOtherFlags() {
        try (var service = start(Map.of("JDK_JAVA_OPTIONS", "-XX:+UseCompactObjectHeaders"))) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.output()).contains("AOT").doesNotContain("\tat ");
        }
    }

    private static String label(String name) {
        return image.config().path("Labels").path("org.opencontainers.image." + name).asString("");
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
