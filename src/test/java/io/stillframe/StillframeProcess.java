package io.stillframe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The service as a process of its own, started from its jar, so that it can be killed. */
final class StillframeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");
    private static final Pattern READY = Pattern.compile("Started Application in");

    private final Process process;
    private final Path log;

    private StillframeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param directory where it works, and where its database and its log are
     * @param environment without anything of the test's own that it would take for a cloud
     */
    static StillframeProcess start(
            Path directory, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        System.getProperty("stillframe.jar"),
                        "--server.port=0"));
        command.addAll(List.of(arguments));
        try {
            var log = Files.createTempFile(directory, "stillframe-", ".log");
            var builder =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(OS|SPRING|STILLFRAME|SERVER)_.*"));
            builder.environment().putAll(environment);
            return new StillframeProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once it listens and has begun to work. */
    Web web() {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(BETWEEN_LOOKS)
                    .until(() -> READY.matcher(output()).find() || !process.isAlive());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("It is not ready:\n" + output() + threads(), late);
        }
        var port = PORT.matcher(output());
        if (!process.isAlive() || !port.find()) {
            throw new AssertionError("It did not start:\n" + output());
        }
        return Web.at("http://127.0.0.1:" + port.group(1));
    }

    /** Where it hangs. */
    private String threads() {
        var jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
        try {
            var asked =
                    new ProcessBuilder(jstack, String.valueOf(process.pid()))
                            .redirectErrorStream(true)
                            .start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noJdk) {
            return "";
        }
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** As Kubernetes and systemd stop a process: it may end what it has in hand. */
    void terminate() {
        process.destroy();
    }

    /** Nothing of it runs any more, and it does not know. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var sent =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (sent != 0) {
                throw new AssertionError("Could not send " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean runs() {
        return process.isAlive();
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("It still runs:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that it has said so far. */
    String output() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its directory goes with the test: what it says of mistakes of its own must not. */
    @Override
    public void close() {
        kill();
        var mistake = output().indexOf("met a mistake");
        if (mistake >= 0) {
            System.err.println(output().substring(mistake));
        }
    }
}
