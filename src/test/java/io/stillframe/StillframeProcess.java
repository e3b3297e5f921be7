package io.stillframe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The service as a process of its own, started from its jar, so that it can be killed. */
public final class StillframeProcess implements AutoCloseable {

    /** Quick to start. */
    public static final List<String> JVM =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");
    private static final Pattern READY = Pattern.compile("Started Application in");

    private final Process process;
    private final Path log;

    private StillframeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static StillframeProcess start(
            Path directory, Map<String, String> environment, String... arguments) {
        return start(directory, environment, List.of(arguments));
    }

    /**
     * @param directory where it works, and where its database and its log are
     * @param environment without anything of the test's own that it would take for a cloud
     */
    public static StillframeProcess start(
            Path directory, Map<String, String> environment, List<String> arguments) {
        return start(WarmJar.get(), directory, environment, arguments);
    }

    /** From nothing but the jar, as whoever has just built it does. */
    static StillframeProcess startCold(
            Path directory, Map<String, String> environment, String... arguments) {
        return start(
                List.of("-jar", System.getProperty("stillframe.jar")),
                directory,
                environment,
                List.of(arguments));
    }

    /**
     * @param jar how java is told of it
     */
    private static StillframeProcess start(
            List<String> jar,
            Path directory,
            Map<String, String> environment,
            List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(jar);
        command.add("--server.port=0");
        command.addAll(arguments);
        var others = new HashMap<>(System.getenv());
        others.keySet().removeIf(name -> name.matches("(OS|SPRING|STILLFRAME|SERVER)_.*"));
        others.putAll(environment);
        return run(command, directory, others);
    }

    /**
     * @param command whatever comes to a process that is the service
     * @param environment all of it
     */
    public static StillframeProcess run(
            List<String> command, Path directory, Map<String, String> environment) {
        try {
            var log = Files.createTempFile(directory, "stillframe-", ".log");
            var builder =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new StillframeProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once it listens and has begun to work. */
    public Web web() {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(BETWEEN_LOOKS)
                    .until(() -> READY.matcher(output()).find() || !process.isAlive());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("It is not ready:\n" + output() + threads(), late);
        }
        return webIfReady().orElseThrow(() -> new AssertionError("It did not start:\n" + output()));
    }

    public Optional<Web> webIfReady() {
        var said = output();
        var port = PORT.matcher(said);
        return process.isAlive() && READY.matcher(said).find() && port.find()
                ? Optional.of(Web.at("http://127.0.0.1:" + port.group(1)))
                : Optional.empty();
    }

    /** Once it is ready, where operators ask: for one with a port of its own for them. */
    Web management() {
        return Web.at("http://127.0.0.1:" + managementPort());
    }

    /** Once it is ready. */
    public int managementPort() {
        web();
        var ports = PORT.matcher(output()).results().map(found -> found.group(1)).toList();
        return Integer.parseInt(ports.get(1));
    }

    /** Where it hangs, the virtual threads, too. */
    public String threads() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var dump = Files.createTempFile(log.getParent(), "threads-", ".txt");
            var asked =
                    new ProcessBuilder(
                                    jcmd,
                                    String.valueOf(process.pid()),
                                    "Thread.dump_to_file",
                                    "-overwrite",
                                    dump.toString())
                            .redirectErrorStream(true)
                            .start();
            asked.getInputStream().readAllBytes();
            return Files.readString(dump);
        } catch (IOException noJdk) {
            return "";
        }
    }

    /** As a power cut would. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** As Kubernetes and systemd stop a process: it may end what it has in hand. */
    public void terminate() {
        process.destroy();
    }

    /** Nothing of it runs any more, and it does not know. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
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

    public long pid() {
        return process.pid();
    }

    public boolean runs() {
        return process.isAlive();
    }

    public int exitCode() {
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
    public String output() {
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
