package io.stillframe.monitoring;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What comes with Prometheus. */
enum Program {
    PROMETHEUS,
    PROMTOOL;

    record Ended(int code, String output) {}

    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The test is skipped where there is none. */
    void isNeeded() {
        var path = Stream.of(System.getenv("PATH").split(File.pathSeparator));
        assumeThat(path.map(directory -> Path.of(directory, command())))
                .as("%s is on the PATH", command())
                .anyMatch(Files::isExecutable);
    }

    /** Until it has ended. */
    Ended run(String... arguments) {
        var command = new ArrayList<>(List.of(command()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = process.getInputStream().readAllBytes();
            return new Ended(process.waitFor(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
