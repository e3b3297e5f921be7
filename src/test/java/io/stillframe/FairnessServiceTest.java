package io.stillframe;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** One project takes as many snapshots as it may, each of ten volumes; another takes one. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:fairness",
            "stillframe.sandbox.port=0",
            "logging.level.io.stillframe.FairnessServiceTest=info",
            "stillframe.sandbox.first-snapshot=false",
            "stillframe.calls-at-once=16",
            "stillframe.calls-at-once-per-project=${fairness.per-project:8}",
            "stillframe.identity=keystone",
            "stillframe.rights=caller",
            "stillframe.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        })
@ActiveProfiles("sandbox")
class FairnessServiceTest {

    private static final Logger log = LoggerFactory.getLogger(FairnessServiceTest.class);

    private static final int AT_ONCE = 20;
    private static final int VOLUMES = 10;

    @Autowired SandboxCloud cloud;
    @Autowired MeterRegistry meters;
    @LocalServerPort int port;

    @AfterEach
    void calm() {
        cloud.faults().clear();
    }

    @Test
    void endsTheSnapshotOfAnotherProjectWhileAllOfAGreedyOneHang() {
        var greedy = project("greedy");
        var modest = project("modest");
        var servers = servers(greedy, AT_ONCE + 1, VOLUMES);
        var server = servers(modest, 1, 3).getFirst();
        cloud.faults()
                .add(Fault.at("storage", "create-snapshot", new Effect.Hang()).matching("greedy"));
        var many = servers.stream().limit(AT_ONCE).map(frames(greedy)::started).toList();
        cloud.faults().add(Fault.at("cinder", "*", new Effect.Hang()).matching(greedy.id()));
        await().atMost(Duration.ofSeconds(30)).until(() -> freePlaces() <= 8);

        var one = frames(modest).taken(server);

        assertThat(one.path("volumes")).hasSize(3);
        assertThat(many).extracting(id -> status(greedy, id)).containsOnly("creating");
        var refused = frames(greedy).ask(servers.getLast());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/type")).isEqualTo("urn:stillframe:problem:too-many-snapshots");

        cloud.faults().clear();
        many.forEach(id -> frames(greedy).available(id));
        frames(greedy).taken(servers.getLast());
    }

    /** For the table in the documents. */
    @Test
    @EnabledIfSystemProperty(named = "fairness.record", matches = "true")
    void tellsHowLongASnapshotTakesBesideAGreedyProject() {
        var greedy = project("greedy-in-figures");
        var modest = project("modest-in-figures");
        var servers = servers(greedy, AT_ONCE, VOLUMES);
        var server = servers(modest, 1, 3).getFirst();
        for (var project : List.of(greedy, modest)) {
            cloud.faults().add(snapshotsOf(project, new Effect.Slow(Duration.ofSeconds(1))));
        }
        frames(modest).taken(server); // whatever is to be found out and loaded once
        var alone = timed(() -> frames(modest).taken(server));

        var before = made();
        var beside = new AtomicLong();
        var all =
                timed(() -> {
                    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                        servers.forEach(each -> threads.execute(() -> frames(greedy).taken(each)));
                        await().until(() -> made() > before + 2 * VOLUMES);
                        beside.set(timed(() -> frames(modest).taken(server)));
                    }
                });
        assertThat(frames(greedy).all())
                .hasSize(AT_ONCE)
                .allMatch(each -> each.path("status").asString().equals("available"));

        log.info(
                "One snapshot alone: {} ms; beside a project that takes {} of {} volumes: {} ms; those: {} ms.",
                millis(alone),
                AT_ONCE,
                VOLUMES,
                millis(beside.get()),
                millis(all));
    }

    private CloudProject project(String name) {
        var project = cloud.project(name);
        for (var what : List.of("volumes", "snapshots", "gigabytes")) {
            project.quota(what, 10_000);
        }
        return project;
    }

    private static List<String> servers(CloudProject project, int count, int volumes) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var name = project.name() + "-" + i;
            var server = project.server(name).bootedFrom(volume(name + "-root", 1));
            for (int j = 1; j < volumes; j++) {
                server.with(volume(name + "-data-" + j, 1));
            }
            ids.add(server.add().id());
        }
        return ids;
    }

    private static Fault snapshotsOf(CloudProject project, Effect effect) {
        return Fault.at("cinder", "create-snapshot", effect).matching(project.id());
    }

    private double freePlaces() {
        return meters.get("resilience4j.bulkhead.available.concurrent.calls")
                .tag("name", "cinder")
                .gauge()
                .value();
    }

    private int made() {
        return cloud.volumeSnapshots().size();
    }

    private Frames frames(CloudProject project) {
        var token = Login.to(cloud, project.name(), project.name()).token();
        return new Frames(Web.at("http://127.0.0.1:" + port).with("X-Auth-Token", token));
    }

    private String status(CloudProject project, String id) {
        return frames(project).read(id).path("status").asString();
    }

    private static long timed(Runnable work) {
        var begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
