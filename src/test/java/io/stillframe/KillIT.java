package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The service as it is shipped, killed in the middle of its work. The cloud lives on in the test:
 * what it holds in the end is what counts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

    private static final int SERVERS = 12;
    private static final int VOLUMES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick("snapshot-delay=1500ms"), InstantSource.system());
    private final CloudProject demo = cloud.project("demo");

    @BeforeAll
    void furnish() {
        demo.quota("volumes", 1_000);
        demo.quota("snapshots", 1_000);
        demo.quota("gigabytes", 1_000);
    }

    @AfterAll
    void closeTheCloud() {
        cloud.close();
    }

    @Test
    void losesNothingAndDoublesNothing(@TempDir Path directory) throws Exception {
        var servers = demo.addServers("kill", SERVERS, VOLUMES);
        // so that the first kill meets calls of which one half is done and the other is under way
        var slow = Fault.at("cinder", "create-snapshot", new Effect.Slow(Duration.ofSeconds(1)));
        cloud.faults().add(slow.withProbability(0.5));

        List<String> runs;
        try (var service = start(directory)) {
            runs = startedAtOnce(new Frames(service.web()), servers);
            service.kill();
        }
        try (var service = start(directory)) {
            service.web();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !cloud.images().isEmpty());
            service.kill();
        }
        try (var service = start(directory)) {
            var frames = new Frames(service.web());
            assertThat(frames.all().map(run -> run.path("id").asString()))
                    .containsExactlyInAnyOrderElementsOf(runs);

            refusesASecondOneOnTheSameFile(directory);
            var ended = runs.stream().map(frames::available).toList();

            ended.forEach(this::hasExactlyItsOwn);
            assertThat(cloud.volumeSnapshots()).hasSize(SERVERS * VOLUMES);
            assertThat(cloud.images()).hasSize(SERVERS);
            assertThat(cloud.volumes())
                    .as("and one for each image")
                    .hasSize(SERVERS * VOLUMES + SERVERS);
            // never one too many, not even for a while
            assertThat(cloud.calls().of("cinder", "delete-snapshot")).isZero();
            assertThat(cloud.calls().of("glance", "delete-image")).isZero();

            frames.deleted(runs.getFirst());

            assertThat(marked(runs.getFirst())).isEmpty();
            assertThat(cloud.volumeSnapshots()).hasSize((SERVERS - 1) * VOLUMES);
            assertThat(cloud.images())
                    .extracting(Image::id)
                    .containsExactlyInAnyOrderElementsOf(imageIds(ended).skip(1).toList());
        }
    }

    private static Stream<String> imageIds(List<JsonNode> snapshots) {
        return snapshots.stream().map(snapshot -> snapshot.path("image_id").asString());
    }

    /** The first one goes on undisturbed. */
    private void refusesASecondOneOnTheSameFile(Path directory) {
        try (var second = start(directory)) {
            assertThat(second.exitCode()).isNotZero();
            assertThat(second.output())
                    .contains("Another Stillframe already uses the database file.")
                    .doesNotContain("\tat ");
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

    private StillframeProcess start(Path directory) {
        var demoOfTheSandbox =
                Map.of(
                        "OS_AUTH_URL", cloud.authUrl().toString(),
                        "OS_USERNAME", "demo",
                        "OS_PASSWORD", "demo",
                        "OS_PROJECT_NAME", "demo",
                        "OS_USER_DOMAIN_NAME", "Default",
                        "OS_PROJECT_DOMAIN_NAME", "Default");
        return StillframeProcess.start(
                directory,
                demoOfTheSandbox,
                "--stillframe.identity=none",
                // no probes: then nothing that is made is ever deleted again
                "--stillframe.image-volumes=always",
                "--stillframe.settling-time=3s",
                "--stillframe.call-timeout=5s");
    }

    private static List<String> startedAtOnce(Frames frames, List<Server> servers)
            throws InterruptedException {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var asked =
                    servers.stream()
                            .map(server -> (Callable<String>) () -> frames.started(server.id()))
                            .toList();
            return threads.invokeAll(asked).stream().map(future -> future.resultNow()).toList();
        }
    }

    /** One volume snapshot of each volume, and the image whose mapping names just these. */
    private void hasExactlyItsOwn(JsonNode run) {
        var marked = marked(run.path("id").asString());
        assertThat(marked).hasSize(VOLUMES).allMatch(each -> each.status().equals("available"));
        assertThat(marked.stream().map(each -> each.volume().id()))
                .containsExactlyInAnyOrderElementsOf(texts(run, "volume_id"));
        assertThat(marked.stream().map(VolumeSnapshot::id))
                .containsExactlyInAnyOrderElementsOf(texts(run, "snapshot_id"));
        var image =
                cloud.images().stream()
                        .filter(each -> each.id().equals(run.path("image_id").asString()))
                        .findFirst()
                        .orElseThrow();
        assertThat(image.status()).isEqualTo("active");
        assertThat(image.locations())
                .extracting(location -> location.url())
                .containsExactly("cinder://" + imageVolume(run).id());
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.properties().get("block_device_mapping"))
                .contains(texts(run, "snapshot_id"));
    }

    private Volume imageVolume(JsonNode run) {
        var mark = run.path("id").asString();
        var own =
                cloud.volumes().stream()
                        .filter(each -> mark.equals(each.metadata().get("stillframe_snapshot")))
                        .toList();
        assertThat(own).hasSize(1);
        return own.getFirst();
    }

    private List<VolumeSnapshot> marked(String run) {
        return cloud.volumeSnapshots().stream()
                .filter(each -> run.equals(each.metadata().get("stillframe_snapshot")))
                .toList();
    }

    private static List<String> texts(JsonNode run, String field) {
        return run.path("volumes")
                .valueStream()
                .map(volume -> volume.path(field).asString())
                .collect(Collectors.toList());
    }
}
