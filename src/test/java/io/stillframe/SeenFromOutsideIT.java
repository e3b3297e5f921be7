package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Collector.Seen;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a collector of spans and a store of logs have of a run whose first replica was killed. */
class SeenFromOutsideIT {

    private static final String REQUEST = "req-0b7d1b1c-7d8e-4c38-9f0a-0123456789ab";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LOOK = "cinder GET /snapshots/detail";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path directory;

    @Test
    void isOneTraceAndOneRequestIdWhoeverWorksOnIt() {
        try (var cloud = SandboxCloud.start(SandboxSettings.quick("snapshot-delay=4s"));
                var collector = Collector.start()) {
            var first = start(cloud, collector);
            var token = Login.to(cloud, "demo", "demo").token();
            var web = asDemo(first, token).with("X-OpenStack-Request-ID", REQUEST);
            var id = new Frames(web).started(volumeBacked(web));
            var trace = id.replace("-", "");
            await().atMost(PATIENCE).until(() -> isWaiting(collector, trace));
            first.kill();
            var killed = Instant.now();
            try (var second = start(cloud, collector)) {
                new Frames(asDemo(second, token)).available(id);
                await().atMost(PATIENCE)
                        .until(() -> !named(collector, trace, "snapshot-server").isEmpty());
                look(collector, trace, killed);
                look(List.of(first.output(), second.output()), id);
            }
        }
    }

    private StillframeProcess start(SandboxCloud cloud, Collector collector) {
        var arguments = new ArrayList<>(collector.arguments());
        arguments.add("--logging.structured.format.console=ecs");
        return StillframeProcess.start(directory, SandboxUser.demo(cloud), arguments);
    }

    private static Web asDemo(StillframeProcess process, String token) {
        return process.web().with("X-Auth-Token", token);
    }

    private static String volumeBacked(Web web) {
        return web.get("/v1/servers")
                .json()
                .path("servers")
                .valueStream()
                .filter(server -> server.path("volume_backed").asBoolean())
                .map(server -> server.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static List<Seen> named(Collector collector, String trace, String name) {
        return collector.spans(trace).stream().filter(span -> span.name().equals(name)).toList();
    }

    /** Its volume snapshots are asked for, and it has looked after them. */
    private static boolean isWaiting(Collector collector, String trace) {
        var asked = named(collector, trace, "snapshot-volumes");
        return !asked.isEmpty()
                && named(collector, trace, LOOK).stream()
                        .anyMatch(look -> !look.parentId().equals(asked.getFirst().id()));
    }

    private static void look(Collector collector, String trace, Instant killed) {
        var spans = collector.spans(trace);
        var way = named(collector, trace, "snapshot-server").getFirst();
        assertThat(spans.stream().filter(span -> span.parentId().isEmpty())).containsExactly(way);
        assertThat(way.attribute("stillframe.request_id")).isEqualTo(REQUEST);
        var steps = spans.stream().filter(span -> span.parentId().equals(way.id())).toList();
        assertThat(steps)
                .extracting(Seen::name)
                .containsExactlyInAnyOrder(
                        "snapshot-volumes",
                        "await-volume-snapshots",
                        "register-image",
                        "activate-image",
                        "verify-snapshot");
        var calls = spans.stream().filter(Seen::isCall).toList();
        assertThat(calls)
                .allSatisfy(call -> {
                    assertThat(steps).extracting(Seen::id).contains(call.parentId());
                    assertThat(call.attribute("openstack.request_id")).startsWith("req-");
                });
        var waiting =
                steps.stream()
                        .filter(step -> step.name().equals("await-volume-snapshots"))
                        .findFirst()
                        .orElseThrow();
        assertThat(calls.stream().filter(call -> call.parentId().equals(waiting.id())))
                .as("looks of both replicas")
                .extracting(call -> killed.isBefore(call.start()))
                .contains(true, false);
    }

    private static void look(List<String> logs, String id) {
        for (var log : logs) {
            var lines = log.lines().map(JSON::readTree).toList();
            var ofTheRun =
                    lines.stream()
                            .filter(line -> line.path("snapshot_id").asString("").equals(id))
                            .toList();
            assertThat(ofTheRun)
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        assertThat(line.path("server_id").asString()).isNotEmpty();
                        assertThat(line.path("request_id").asString()).isEqualTo(REQUEST);
                    });
            assertThat(told(lines))
                    .as("lines that tell of the run")
                    .isNotEmpty()
                    .isSubsetOf(ofTheRun);
        }
    }

    private static List<JsonNode> told(List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> Stream.of("asked for", "is active").anyMatch(words(line)::contains))
                .toList();
    }

    private static String words(JsonNode line) {
        return line.path("message").asString("");
    }
}
