package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.LockAndFetchCandidates;
import com.github.kagkarlsson.scheduler.Scheduler;
import io.stillframe.sandbox.SandboxCloud;
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
