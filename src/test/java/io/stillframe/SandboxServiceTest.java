package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.OpenTelemetry;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.ServerSpec;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/**
 * The whole service on the simulated cloud, as the README starts it, asked over HTTP alone.
 * Settling is longer than the tests take, so that no late look is counted among the calls of
 * another run.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:sandbox-service",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.snapshot-delay=2s",
            "stillframe.settling-time=10m",
            "stillframe.snapshots-at-once=50"
        })
@ActiveProfiles("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxServiceTest {

    private static final Logger log = LoggerFactory.getLogger(SandboxServiceTest.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** By the names that the sandbox counts calls under; the rest of them only look. */
    private static final Pattern CHANGE =
            Pattern.compile("(create|delete|update|patch|add|upload)-.*|.*-action");

    private final SandboxCloud cloud;
    private final CloudProject demo;
    private final Web web;
    private final Frames frames;

    SandboxServiceTest(@Autowired SandboxCloud cloud, @LocalServerPort int port) {
        this.cloud = cloud;
        this.demo = cloud.project("demo");
        this.web = Web.at("http://127.0.0.1:" + port);
        this.frames = new Frames(web);
    }

    /** Of the server with three volumes, without anybody asking for it. */
    @BeforeAll
    void takesAFirstSnapshotByItself() {
        await().atMost(PATIENCE).until(() -> frames.all().count() == 1);

        var first = frames.available(frames.all().findFirst().orElseThrow().path("id").asString());

        assertThat(first.at("/server/name").asString()).isEqualTo("web-01");
        assertThat(first.path("volumes")).hasSize(3);
        assertThat(first.path("restorable").asBoolean()).isTrue();
    }

    /** What callers send along is none of the cloud's business. */
    @Test
    void passesNoBaggageOn(@Autowired OpenTelemetry telemetry) {
        assertThat(telemetry.getPropagators().getTextMapPropagator().fields())
                .contains("traceparent")
                .doesNotContain("baggage");
    }

    /** A run is put down just when its deletion comes: nobody must forget to pick it up again. */
    @Test
    void deletesManyInTheMomentInWhichTheyHaveEnded() throws Exception {
        demo.quota("snapshots", 1000);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var deletions =
                    demo.addServers("race", 40, 1).stream()
                            .map(server ->
                                    callers.submit(() ->
                                            frames.deleted(
                                                    frames.taken(server.id())
                                                            .path("id")
                                                            .asString())))
                            .toList();
            for (var deletion : deletions) {
                assertThat(deletion.get(2, TimeUnit.MINUTES).path("leftovers")).isEmpty();
            }
        }
    }

    @Test
    void makesAnImageThatACopyBootsFrom() {
        var snapshot = frames.taken(server("ci-runner-01").id());

        var mapping = frames.mapping(snapshot);
        assertThat(mapping.valueStream().map(entry -> entry.path("boot_index").asInt()))
                .containsExactly(0, -1);
        assertThat(mapping.valueStream().map(entry -> entry.path("snapshot_id").asString()))
                .containsExactlyElementsOf(
                        snapshot.path("volumes")
                                .valueStream()
                                .map(volume -> volume.path("snapshot_id").asString())
                                .toList());
        assertThat(copyOf(snapshot).attachments())
                .extracting(attachment -> attachment.volume().sizeGib())
                .containsExactly(40, 200);
    }

    private Server copyOf(JsonNode snapshot) {
        var nova =
                Web.at(cloud.url() + "/compute/v2.1")
                        .with("X-Auth-Token", demo.token().id())
                        .with("OpenStack-API-Version", "compute 2.67");
        var flavor =
                nova.get("/flavors")
                        .json()
                        .path("flavors")
                        .valueStream()
                        .filter(each -> each.path("name").asString().equals("nodisk"))
                        .findFirst()
                        .orElseThrow();
        var wanted =
                Map.of(
                        "name",
                        "copy",
                        "imageRef",
                        snapshot.path("image_id").asString(),
                        "flavorRef",
                        flavor.path("id").asString(),
                        "networks",
                        "none");
        var reply = nova.post("/servers", Map.of("server", wanted));
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> server("copy").status().equals("ACTIVE"));
        return server("copy");
    }

    /**
     * What the promises say, for a storage that takes 2 s. An image volume costs one call to make
     * it, one to see it made, and one more look at the end for others.
     */
    @ParameterizedTest
    @CsvSource({"empty-upload, 15", "zero-size, 15", "root-location, 16"})
    void takesTenVolumesWithFewCalls(String strategy, int besideTheVolumes) {
        var request = Map.of("server_id", server("db-01").id(), "strategy", strategy);
        frames.taken(request); // what the cloud can do is known from now on
        cloud.calls().reset();
        var start = Instant.now();

        var snapshot = frames.taken(request);

        log.info(
                "{}, ten volumes at a storage that takes 2 s: available after {} ms, with {} calls {}",
                strategy,
                Duration.between(start, Instant.now()).toMillis(),
                cloud.calls().total(),
                cloud.calls().asMap());
        assertThat(snapshot.path("volumes")).hasSize(10);
        assertThat(marked(snapshot)).hasSize(10);
        assertThat(cloud.calls().total())
                .as("%s", cloud.calls().asMap())
                .isLessThanOrEqualTo(10 + besideTheVolumes);
    }

    @Test
    void deletesAllThatItMade() {
        var snapshot = frames.taken(server("mail-01").id());
        assertThat(marked(snapshot)).hasSize(1);
        assertThat(images(snapshot)).isEqualTo(1);

        var deleted = frames.deleted(snapshot.path("id").asString());

        assertThat(marked(snapshot)).isEmpty();
        assertThat(images(snapshot)).isZero();
        assertThat(deleted.path("restorable").asBoolean()).isFalse();
        assertThat(deleted.path("leftovers")).isEmpty();
    }

    @Test
    void makesNothingInADryRun() {
        var before = changes();
        var runs = frames.all().count();

        var reply =
                web.post(
                        "/v1/snapshots?dry_run=true",
                        Map.of("server_id", server("cluster-a").id()));

        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
        assertThat(reply.json().path("volumes")).hasSize(2);
        assertThat(reply.json().path("block_device_mapping")).hasSize(2);
        assertThat(changes()).isEqualTo(before);
        assertThat(frames.all().count()).isEqualTo(runs);
    }

    @Test
    void takesOneSnapshotOfAServerAtATime() {
        var server = aServer("twice").bootedFrom(volume("twice-root", 1)).add();
        var first = frames.started(server.id());

        var second = frames.ask(server.id());

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("/type")).isEqualTo("urn:stillframe:problem:snapshot-in-progress");
        assertThat(second.text("/detail")).contains(first);
        assertThat(marked(frames.available(first))).hasSize(1);
    }

    @Test
    void answersARepeatedRequestWithTheSameSnapshot() {
        var server = aServer("again").bootedFrom(volume("again-root", 1)).add();
        var request = Map.of("server_id", server.id());
        var keyed = web.with("Idempotency-Key", UUID.randomUUID().toString());

        var first = keyed.post("/v1/snapshots", request);
        var second = keyed.post("/v1/snapshots", request);
        var other = keyed.post("/v1/snapshots", Map.of("server_id", server.id(), "name", "else"));

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("/type")).isEqualTo("urn:stillframe:problem:idempotency-key-reused");
        assertThat(marked(frames.available(first.text("/id")))).hasSize(1);
        assertThat(keyed.post("/v1/snapshots", request).text("/id")).isEqualTo(first.text("/id"));
    }

    record Refused(String what, Map<String, ?> request, int status, String type) {
        @Override
        public String toString() {
            return what;
        }
    }

    Stream<Refused> requestsThatCannotBe() {
        var web01 = server("web-01").id();
        var root = server("web-01").attachments().getFirst().volume().id();
        var busy = aServer("busy").bootedFrom(volume("busy-root", 1)).taskState("rebooting").add();
        var saving =
                aServer("saving")
                        .bootedFrom(volume("saving-root", 1))
                        .with(volume("saving-data", 1).status("backing-up"))
                        .add();
        var twoRoots =
                aServer("two-roots")
                        .bootedFrom(volume("two-roots-a", 1).device("/dev/vdb"))
                        .with(volume("two-roots-b", 1).device("/dev/vdc").bootable(true))
                        .add();
        demo.quota("snapshots_luks", 1);
        return Stream.of(
                refused("no server", Map.of(), 400, "invalid-request"),
                refused("an unknown field", web01, "colour", "blue", 400, "invalid-request"),
                refused("a bad id", Map.of("server_id", "web-01"), 400, "invalid-request"),
                refused("a long name", web01, "name", "n".repeat(256), 400, "invalid-request"),
                refused("an unknown strategy", web01, "strategy", "magic", 400, "unknown-strategy"),
                refused(
                        "an unknown consistency",
                        web01,
                        "consistency",
                        "perfect",
                        400,
                        "unknown-consistency"),
                refused(
                        "a server that is not there",
                        Map.of("server_id", UUID.randomUUID().toString()),
                        404,
                        "server-not-found"),
                refused(
                        "another project's server",
                        Map.of("server_id", server("shop-01").id()),
                        404,
                        "server-not-found"),
                refused(
                        "a server that boots from an image",
                        Map.of("server_id", server("jump-01").id()),
                        422,
                        "image-backed"),
                refused("a busy server", Map.of("server_id", busy.id()), 409, "server-busy"),
                refused("a busy volume", Map.of("server_id", saving.id()), 409, "volume-busy"),
                refused("two roots", Map.of("server_id", twoRoots.id()), 422, "root-ambiguous"),
                refused(
                        "a root left out",
                        web01,
                        "exclude_volume_ids",
                        List.of(root),
                        422,
                        "root-excluded"),
                refused(
                        "a volume of another server",
                        web01,
                        "root_volume_id",
                        saving.attachments().getFirst().volume().id(),
                        422,
                        "volume-not-attached"),
                refused(
                        "more than the quota",
                        Map.of("server_id", server("vault-01").id()),
                        422,
                        "over-quota"));
    }

    @ParameterizedTest
    @MethodSource("requestsThatCannotBe")
    void refusesAtOnceAndAtNoCost(Refused refused) {
        var changes = changes();
        var runs = frames.all().count();

        var reply = frames.ask(refused.request());

        assertThat(reply.text("/type"))
                .as("%s", reply.json())
                .isEqualTo("urn:stillframe:problem:" + refused.type());
        assertThat(reply.status()).isEqualTo(refused.status());
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.text("/detail")).isNotBlank();
        assertThat(changes()).isEqualTo(changes);
        assertThat(frames.all().count()).isEqualTo(runs);
    }

    private static Refused refused(String what, Map<String, ?> request, int status, String type) {
        return new Refused(what, request, status, type);
    }

    private static Refused refused(
            String what, String serverId, String field, Object value, int status, String type) {
        return new Refused(what, Map.of("server_id", serverId, field, value), status, type);
    }

    private ServerSpec aServer(String name) {
        return demo.server(name);
    }

    private Server server(String name) {
        return cloud.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<VolumeSnapshot> marked(JsonNode snapshot) {
        var id = snapshot.path("id").asString();
        return cloud.volumeSnapshots().stream()
                .filter(each -> id.equals(each.metadata().get("stillframe_snapshot")))
                .toList();
    }

    private long images(JsonNode snapshot) {
        var id = snapshot.path("image_id").asString();
        return cloud.images().stream().filter(image -> image.id().equals(id)).count();
    }

    /** How often the cloud has been asked to change something. */
    private Map<String, Long> changes() {
        var changes = new TreeMap<String, Long>();
        cloud.calls()
                .asMap()
                .forEach((service, operations) ->
                        operations.forEach((operation, times) -> {
                            if (!service.equals("keystone")
                                    && CHANGE.matcher(operation).matches()) {
                                changes.put(service + " " + operation, times);
                            }
                        }));
        return changes;
    }
}
