package io.stillframe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Frames;
import io.stillframe.SandboxUser;
import io.stillframe.StillframeProcess;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The service as it is shipped, and all that happens to it in years. */
final class BusyService implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick("snapshot-delay=300ms"), InstantSource.system());
    private final StillframeProcess process;

    private BusyService(Path directory) {
        process =
                StillframeProcess.start(
                        directory,
                        SandboxUser.demo(cloud),
                        List.of(
                                "--management.server.port=0",
                                "--stillframe.identity=none",
                                "--stillframe.first-pause=100ms",
                                "--stillframe.settling-time=2s"));
    }

    static BusyService start(Path directory) {
        return new BusyService(directory);
    }

    int managementPort() {
        return process.managementPort();
    }

    /** Snapshots that end in every way, and images; the same again and again gives rates. */
    void work() {
        var frames = new Frames(process.web());
        var demo = cloud.project("demo");
        List.of("volumes", "snapshots", "gigabytes").forEach(what -> demo.quota(what, 1_000));
        var servers = demo.addServers("busy", 5, 2);
        faults(
                Fault.at("storage", "create-snapshot", new Effect.Fail("no space is left"))
                        .matching("doomed"),
                Fault.at("storage", "create-snapshot", new Effect.Slow(Duration.ofSeconds(1)))
                        .matching("slow"),
                Fault.at("cinder", "create-snapshot", new Effect.Refuse(500, "shaken"))
                        .matching("shaky")
                        .times(2));
        for (int round = 0; round < 2; round++) {
            var good = frames.started(servers.get(0).id());
            var shaky = frames.started(named("shaky", servers.get(1).id()));
            var doomed = frames.started(named("doomed", servers.get(2).id()));
            var slow = frames.started(named("slow", servers.get(3).id()));
            frames.cancel(slow);
            assertThat(status(frames.ended(slow))).isEqualTo("cancelled");
            assertThat(status(frames.ended(doomed))).isEqualTo("failed");
            makeAnImage(frames.available(good).at("/volumes/0/snapshot_id").asString());
            frames.available(shaky);
            frames.deleted(shaky);
        }
        faults(
                Fault.at("storage", "delete-snapshot", new Effect.Fail("the array is read only"))
                        .matching("sticky"));
        var sticky = frames.started(named("sticky", servers.get(4).id()));
        frames.available(sticky);
        frames.askToDelete(sticky);
        assertThat(status(frames.ended(sticky))).isEqualTo("stuck");
    }

    /** Glance is away, and Nova is not quite there. */
    void meetTrouble() {
        var web = process.web();
        faults(
                Fault.at("glance", "*", new Effect.Refuse(503, "away")),
                Fault.at("nova", "*", new Effect.LoseReply()).times(2));
        for (int i = 0; i < 5; i++) {
            assertThat(web.get("/v1/images").status()).isEqualTo(503);
        }
        assertThat(web.get("/v1/servers").status()).isEqualTo(200);
        cloud.faults().clear();
    }

    private void makeAnImage(String volumeSnapshot) {
        var web = process.web();
        var root = Map.of("source_type", "snapshot", "uuid", volumeSnapshot, "boot_index", 0);
        var asked =
                web.post(
                        "/v1/images?wait=0s",
                        Map.of("name", "made", "block_device_mapping", List.of(root)));
        assertThat(asked.status()).as("%s", asked.json()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() ->
                        web.get(asked.header("Location") + "?wait=20s")
                                .text("/status")
                                .equals("available"));
    }

    private void faults(Fault... faults) {
        cloud.faults().replace(List.of(faults));
    }

    private static Map<String, ?> named(String name, String server) {
        return Map.of("name", name, "server_id", server);
    }

    private static String status(JsonNode snapshot) {
        return snapshot.path("status").asString();
    }

    @Override
    public void close() {
        process.close();
        cloud.close();
    }
}
