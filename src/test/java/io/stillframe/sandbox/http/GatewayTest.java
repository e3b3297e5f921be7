package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Quotas;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final Client demo = Client.of(cloud, "demo");
    private final String snapshots =
            "/volume/v3/%s/snapshots".formatted(cloud.project("demo").id());
    private final String body =
            "{\"snapshot\": {\"volume_id\": \"%s\", \"force\": true}}"
                    .formatted(cloud.project("demo").addVolume(volume("data", 1)).id());

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void countsCallsByServiceAndOperation() throws Exception {
        demo.post(snapshots, body);
        demo.get(snapshots);
        demo.get(snapshots + "/detail");
        assertThat(cloud.calls().of("cinder", "create-snapshot")).isEqualTo(1);
        assertThat(cloud.calls().of("cinder", "list-snapshots")).isEqualTo(2);
        assertThat(cloud.calls().total()).isEqualTo(3);
        var anonymous = new Client(cloud);
        assertThat(
                        anonymous
                                .get("/sandbox/calls")
                                .json()
                                .at("/calls/cinder/list-snapshots")
                                .asInt())
                .isEqualTo(2);
        assertThat(anonymous.delete("/sandbox/calls").status()).isEqualTo(204);
        assertThat(cloud.calls().total()).isZero();
    }

    @Test
    void refusesWithoutActing() throws Exception {
        cloud.faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.Refuse(503, "{\"error\": 1}"))
                                .times(1));
        assertThat(demo.post(snapshots, body).status()).isEqualTo(503);
        assertThat(cloud.volumeSnapshots()).isEmpty();
        assertThat(demo.post(snapshots, body).status()).isEqualTo(202);
    }

    @Test
    void losesTheReplyAfterActing() {
        cloud.faults().add(Fault.at("cinder", "create-snapshot", new Effect.LoseReply()).times(1));
        assertThatThrownBy(() -> demo.post(snapshots, body)).isInstanceOf(IOException.class);
        assertThat(cloud.volumeSnapshots()).hasSize(1);
    }

    @Test
    void actsLateForACallerThatHasGone() {
        cloud.faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Duration.ofSeconds(5)))
                                .times(1));
        assertThatThrownBy(() -> demo.post(snapshots, body)).isInstanceOf(IOException.class);
        assertThat(cloud.volumeSnapshots()).isEmpty();
        clock.pass(Duration.ofSeconds(5));
        assertThat(cloud.volumeSnapshots()).hasSize(1);
    }

    @Test
    void hangsUntilTheFaultIsRemoved() throws Exception {
        cloud.faults().add("cinder", "create-snapshot", new Effect.Hang());
        var reply =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return demo.post(snapshots, body).status();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        while (cloud.calls().of("cinder", "create-snapshot") == 0) {
            Thread.onSpinWait();
        }
        assertThat(reply).isNotDone();
        assertThat(cloud.volumeSnapshots()).isEmpty();
        cloud.faults().clear();
        assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(202);
    }

    @Test
    void countsRightWhenManyCallAtOnce() throws Exception {
        cloud.project("demo").quota("snapshots", 1_000);
        cloud.project("demo").quota("gigabytes", 2_000);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 300; i++) {
                replies.add(callers.submit(() -> demo.post(snapshots, body).status()));
            }
            for (var reply : replies) {
                assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo(202);
            }
        }
        assertThat(cloud.volumeSnapshots()).hasSize(300);
        assertThat(cloud.volumeSnapshots().stream().map(s -> s.id()).distinct()).hasSize(300);
        assertThat(cloud.calls().of("cinder", "create-snapshot")).isEqualTo(300);
        assertThat(cloud.project("demo").quotas().get("snapshots"))
                .extracting(Quotas.Usage::inUse)
                .isEqualTo(300);
    }

    @Test
    void slowsDownOnlyWhatMatches() throws Exception {
        cloud.faults()
                .add(
                        Fault.at("*", "*", new Effect.Slow(Duration.ofMillis(80)))
                                .matching("limit=7"));
        long start = System.nanoTime();
        demo.get(snapshots + "?limit=7");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void takesFaultsOverHttpAndGivesThemBack() throws Exception {
        var anonymous = new Client(cloud);
        var reply =
                anonymous.put(
                        "/sandbox/faults",
                        """
                        {"faults": [{"service": "cinder", "operation": "create-snapshot", "effect": "refuse", "status": 500, "times": 1},
                                    {"service": "nova", "effect": "slow", "delay": 20, "probability": 0.5, "matching": "servers"}]}
                        """);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(cloud.faults().list()).hasSize(2);
        assertThat(demo.post(snapshots, body).status()).isEqualTo(500);
        assertThat(demo.post(snapshots, body).status()).isEqualTo(202);
        assertThat(anonymous.get("/sandbox/faults").json().at("/faults/1/delay").asString())
                .isEqualTo("PT0.02S");
        assertThat(
                        anonymous
                                .put("/sandbox/faults", "{\"faults\": [{\"effect\": \"explode\"}]}")
                                .status())
                .isEqualTo(400);
        assertThat(anonymous.delete("/sandbox/faults").status()).isEqualTo(204);
        assertThat(cloud.faults().list()).isEmpty();
    }
}
