package io.stillframe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The service with a database in a file, so that it can be killed and started again, and with a log
 * that is of use after the tests.
 */
final class OutageStillframe implements AutoCloseable {

    /** Shorter than the default, so that a call that hangs need not hang for so long. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

    private final String database = "runs-" + UUID.randomUUID();
    private final List<String> settings;
    private StillframeProcess process;
    private Web web;

    private OutageStillframe(List<String> settings) {
        this.settings = settings;
        process = started();
        web = process.web();
    }

    static OutageStillframe start(String... settings) {
        return new OutageStillframe(List.of(settings));
    }

    private StillframeProcess started() {
        var usual =
                Stream.of(
                        "--spring.datasource.url=jdbc:h2:file:./" + database + ";WRITE_DELAY=0",
                        "--stillframe.call-timeout=" + CALL_TIMEOUT.toSeconds() + "s");
        try {
            return StillframeProcess.start(
                    Files.createDirectories(Path.of("target", "outage")),
                    Login.environment(),
                    Stream.concat(usual, settings.stream()).toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Killed, and started again. */
    void restart() {
        process.kill();
        process = started();
        web = process.web();
    }

    Frames frames(String token) {
        return new Frames(web.with("X-Auth-Token", token));
    }

    /** What it has logged since its start. */
    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
