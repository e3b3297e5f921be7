package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.springframework.util.FileSystemUtils;

/**
 * The jar that is shipped, unpacked by itself, and with what the JDK has learned from one start of
 * it: then it starts in a third of the time, and can be killed more often.
 */
final class WarmJar {

    private static final Path PACKAGED =
            Path.of(System.getProperty("stillframe.jar")).toAbsolutePath();

    private static final Path UNPACKED = PACKAGED.resolveSibling("warm-jar");
    private static final Path CACHE = UNPACKED.resolve("stillframe.aot");
    private static final Path LOG = PACKAGED.resolveSibling("warm-jar.log");

    /** A jar is as old as all that was ever built, so its time does not say which one it is. */
    private static final Path MADE_OF = UNPACKED.resolve("made-of");

    private WarmJar() {}

    /** How java is told of it. */
    static synchronized List<String> get() {
        try {
            var packaged = checksum();
            if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(packaged)) {
                FileSystemUtils.deleteRecursively(UNPACKED);
                java(
                        List.of(
                                "-Djarmode=tools",
                                "-jar",
                                PACKAGED.toString(),
                                "extract",
                                "--destination",
                                UNPACKED.toString()));
                learn();
                Files.writeString(MADE_OF, packaged);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:AOTCache=" + CACHE, "-Xlog:aot=off,aot+codecache*=off", "-jar", jar());
    }

    private static String checksum() throws IOException {
        var sum = new CRC32C();
        sum.update(Files.readAllBytes(PACKAGED));
        return Long.toHexString(sum.getValue());
    }

    private static void learn() throws IOException {
        var command = new ArrayList<>(StillframeProcess.JVM);
        command.addAll(
                List.of(
                        "-XX:AOTCacheOutput=" + CACHE,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        jar(),
                        "--server.port=0",
                        "--spring.profiles.active=sandbox",
                        "--stillframe.sandbox.port=0"));
        java(command);
        assertThat(CACHE).exists();
    }

    private static String jar() {
        return UNPACKED.resolve("stillframe.jar").toString();
    }

    private static void java(List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(LOG.toFile())
                        .start();
        try {
            assertThat(process.waitFor()).as("see %s", LOG).isZero();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
