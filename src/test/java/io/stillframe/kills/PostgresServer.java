package io.stillframe.kills;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A PostgreSQL that can be killed, and goes on with what it has written. */
public final class PostgresServer implements Database {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    public static PostgresServer start(Path data) {
        try {
            return new PostgresServer(data, on(data).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres.Builder on(Path data) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // it is off in tests, and then a kill loses what was acknowledged
                .setServerConfig("synchronous_commit", "on");
    }

    @Override
    public List<String> settings() {
        return List.of(
                "--spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres");
    }

    /** The first of its processes: the others end by themselves when they notice. */
    @Override
    public void kill() {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
            var first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            first.destroyForcibly();
            first.onExit().join();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It does not, as long as one of its former processes is there. */
    @Override
    public void startAgain() {
        var again = on(data).setPort(server.getPort());
        server = await().atMost(PATIENCE).ignoreExceptions().until(again::start, started -> true);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
