package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.LockAndFetchCandidates;
import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service with its runs and its queue in PostgreSQL, which ends with the JVM. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "stillframe.sandbox.port=0")
@ActiveProfiles("sandbox")
class PostgresServiceTest {

    private static final EmbeddedPostgres POSTGRES = started();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
        registry.add("spring.datasource.username", () -> "postgres");
    }

    @Test
    void takesSnapshotsAndDeletesThem(@Autowired SandboxCloud cloud, @LocalServerPort int port) {
        var frames = new Frames(Web.at("http://127.0.0.1:" + port));
        await().atMost(Duration.ofSeconds(30)).until(() -> frames.all().count() == 1);
        var first = frames.all().findFirst().orElseThrow().path("id").asString();
        frames.available(first);
        frames.deleted(first);

        var second = frames.taken(server(cloud, "db-01"));

        assertThat(second.path("volumes")).hasSize(10);
        assertThat(cloud.volumeSnapshots()).hasSize(10);
    }

    /** With a person's help, as an administrator gives it. */
    @Test
    void listsAndCountsWhatIsLeftUntilItIsGone(
            @Autowired SandboxCloud cloud,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port) {
        var web = Web.at("http://127.0.0.1:" + port);
        var frames = new Frames(web);
        var id = frames.taken(server(cloud, "web-01")).path("id").asString();
        var broken = Fault.at("storage", "delete-snapshot", new Effect.Fail("read only")).times(1);
        cloud.faults().add(broken);

        frames.askToDelete(id);
        assertThat(frames.ended(id).path("status").asString()).isEqualTo("stuck");

        var left = web.get("/v1/leftovers").json().path("leftovers");
        assertThat(left).hasSize(1);
        assertThat(left.path(0).path("snapshot_id").asString()).isEqualTo(id);
        assertThat(left.path(0).path("why").asString()).contains("administrator");
        await().until(() -> leftovers(meters) == 1); // what was counted is remembered for a moment

        var snapshot = left.path(0).path("id").asString();
        cloud.volumeSnapshots().stream()
                .filter(one -> one.id().equals(snapshot))
                .forEach(one -> cloud.setStatus(one, "error"));
        frames.retry(id);

        assertThat(frames.ended(id).path("status").asString()).isEqualTo("deleted");
        assertThat(web.get("/v1/leftovers").json().path("leftovers")).isEmpty();
        await().until(() -> leftovers(meters) == 0);
    }

    private static double leftovers(MeterRegistry meters) {
        return meters.get("stillframe.leftovers").gauges().stream().mapToDouble(Gauge::value).sum();
    }

    @Test
    void letsTheDatabaseGiveEachReplicaOtherRuns(@Autowired Scheduler scheduler) {
        assertThat(scheduler)
                .extracting("executeDueStrategy")
                .isInstanceOf(LockAndFetchCandidates.class);
    }

    private static EmbeddedPostgres started() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String server(SandboxCloud cloud, String name) {
        return cloud.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }
}
