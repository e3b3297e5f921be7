package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rollout: a replica that brings a migration more starts beside one that does not know it, and
 * both work on until the older one is stopped. No newer version exists, so it is this one with a
 * migration of the kind that a newer one may have.
 */
class RollingUpgradeIT {

    private static final Duration A_WHILE = Duration.ofSeconds(30);

    @TempDir private static Path directory;

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(
                    SandboxSettings.quick("snapshot-delay=2s"), InstantSource.system());
    private final CloudProject demo = cloud.project("demo");
    private EmbeddedPostgres postgres;

    @BeforeEach
    void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
        cloud.close();
    }

    @Test
    void losesNothingWhileTwoVersionsWorkOnOneSchema() throws Exception {
        try (var older = start()) {
            var begun = frames(older).started(server("begun before"));

            try (var newer = startNewer()) {
                frames(newer).available(begun);
                assertThat(frames(older).available(begun)).isEqualTo(frames(newer).read(begun));

                frames(newer).available(frames(older).started(server("asked of the older")));
                frames(older).available(frames(newer).started(server("asked of the newer")));

                var handedOver = frames(older).started(server("handed over"));
                older.terminate();
                frames(newer).available(handedOver);
            }
        }
        assertThat(cloud.images()).hasSize(4);
    }

    /** It was moved to another node, or the rollout is being taken back. */
    @Test
    void startsTheOlderOneAgainOnTheNewerTables() throws Exception {
        try (var newer = startNewer()) {
            newer.web();
        }

        try (var older = start()) {
            var id = frames(older).started(server("after the way back"));

            frames(older).available(id);
            await().atMost(A_WHILE)
                    .untilAsserted(
                            () -> assertThat(older.web().get("/readyz").status()).isEqualTo(200));
            assertThat(older.output()).doesNotContain(" ERROR ");
        }
    }

    private StillframeProcess startNewer() throws URISyntaxException {
        var more = Objects.requireNonNull(getClass().getResource("/db/newer")).toURI();
        return start(
                "--spring.flyway.locations=classpath:db/migration,filesystem:" + Path.of(more));
    }

    private StillframeProcess start(String... more) {
        var usual =
                Stream.of(
                        "--stillframe.identity=none",
                        "--stillframe.image-volumes=always",
                        "--db-scheduler.heartbeat-interval=1s",
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.datasource.username=postgres");
        return StillframeProcess.start(
                directory, SandboxUser.demo(cloud), Stream.concat(usual, Stream.of(more)).toList());
    }

    private String server(String name) {
        return demo.addServers(name, 1, 2).stream().map(Server::id).findFirst().orElseThrow();
    }

    private static Frames frames(StillframeProcess replica) {
        return new Frames(replica.web());
    }
}
