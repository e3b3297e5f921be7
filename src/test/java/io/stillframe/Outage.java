package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A service of the cloud that is away until this is closed. {@code STILLFRAME_TEST_STOP_SERVICE} is
 * the command that stops it, to which its name is added; {@code STILLFRAME_TEST_START_SERVICES}
 * starts whatever does not run and returns when all of the cloud answers.
 */
final class Outage implements AutoCloseable {

    static final String STOP = "STILLFRAME_TEST_STOP_SERVICE";
    static final String START = "STILLFRAME_TEST_START_SERVICES";

    private Outage() {}

    static Outage of(String... services) {
        run(System.getenv(STOP) + " " + String.join(" ", services));
        return new Outage();
    }

    static void over() {
        run(System.getenv(START));
    }

    /** Keystone is started again, and gives tokens that live so long, until this is closed. */
    static AutoCloseable shortTokens(Duration life) {
        run(System.getenv(STOP) + " keystone");
        run("TOKEN_SECONDS=%d %s".formatted(life.toSeconds(), System.getenv(START)));
        return () -> {
            run(System.getenv(STOP) + " keystone");
            over();
        };
    }

    private static void run(String command) {
        try {
            var process =
                    new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s%n%s", command, said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        over();
    }
}
