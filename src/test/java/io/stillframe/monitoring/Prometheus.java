package io.stillframe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A real one, which looks every second, with the chart's alerts as its rules. */
final class Prometheus implements AutoCloseable {

    static final String JOB = "stillframe";
    static final String NAMESPACE = "frames";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("msg=\"Listening on\" address=(\\S+)");

    private final Process process;
    private final Path log;

    private Prometheus(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param directory where it keeps all it has
     * @param targets with their ports
     */
    static Prometheus start(Path directory, String... targets) {
        var configuration =
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ['%s']
                        labels: {namespace: %s}
                """
                        .formatted(
                                Alert.FILE.toAbsolutePath(),
                                JOB,
                                String.join("', '", targets),
                                NAMESPACE);
        try {
            var file = Files.writeString(directory.resolve("prometheus.yaml"), configuration);
            var log = directory.resolve("prometheus.log");
            var process =
                    new ProcessBuilder(
                                    Program.PROMETHEUS.command(),
                                    "--config.file=" + file,
                                    "--storage.tsdb.path=" + directory.resolve("prometheus"),
                                    "--web.listen-address=127.0.0.1:0")
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Prometheus(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All it has of a metric: the labels of each series. */
    List<JsonNode> series(String metric) {
        return get("series?match[]=", metric).valueStream().toList();
    }

    List<JsonNode> rules() {
        return get("rules", "").path("groups").findValues("rules").stream()
                .flatMap(JsonNode::valueStream)
                .toList();
    }

    /** Now. */
    List<JsonNode> query(String expression) {
        return get("query?query=", expression).path("result").valueStream().toList();
    }

    /** Every second of the last minutes; what is not a number is left out. */
    List<JsonNode> numbers(Expression expression) {
        long end = System.currentTimeMillis() / 1000;
        var times = "query_range?start=%d&end=%d&step=1&query=".formatted(end - 180, end);
        return get(times, expression.text())
                .path("result")
                .valueStream()
                .filter(series ->
                        series.path("values")
                                .valueStream()
                                .anyMatch(value -> isNumber(value.path(1).asString())))
                .toList();
    }

    /** It has seen that, at its last look or any time before. */
    void awaits(String expression) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(query(expression))
                                .as("%s, with %s", expression, get("targets", ""))
                                .isNotEmpty());
    }

    private static boolean isNumber(String value) {
        return !value.equals("NaN");
    }

    private JsonNode get(String what, String expression) {
        var asked =
                web().get(
                                "/api/v1/"
                                        + what
                                        + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(asked.text("/status"))
                .as("%s: %s", expression, asked.body())
                .isEqualTo("success");
        return asked.json().path("data");
    }

    private Web web() {
        await().atMost(PATIENCE).until(() -> address().findAny().isPresent() || !process.isAlive());
        return Web.at(
                "http://" + address().findAny().orElseThrow(() -> new AssertionError(said())));
    }

    private Stream<String> address() {
        return ADDRESS.matcher(said()).results().map(found -> found.group(1));
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
