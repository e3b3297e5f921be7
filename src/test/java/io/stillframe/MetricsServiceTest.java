package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** What Prometheus gets of a service that has had all kinds of days. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:metrics-service",
            "management.server.port=0",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.first-snapshot=false",
            "stillframe.settling-time=200ms"
        })
@ActiveProfiles("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsServiceTest {

    private static final Pattern SERIES = Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Ids with dashes or without, and addresses. */
    private static final Pattern TELLING =
            Pattern.compile("\\p{XDigit}{8}-|\\p{XDigit}{16}|https?:|\\d+\\.\\d+\\.\\d+\\.\\d+");

    /** A number, and what it is of. */
    private record Series(String name, Map<String, String> labels, double value) {

        static Stream<Series> read(String line) {
            return SERIES.matcher(line)
                    .results()
                    .map(found ->
                            new Series(
                                    found.group(1),
                                    LABEL.matcher(found.group(2) == null ? "" : found.group(2))
                                            .results()
                                            .collect(
                                                    Collectors.toMap(
                                                            label -> label.group(1),
                                                            label -> label.group(2))),
                                    Double.parseDouble(found.group(3))));
        }

        boolean has(String... wanted) {
            return Stream.iterate(0, i -> i < wanted.length, i -> i + 2)
                    .allMatch(i -> wanted[i + 1].equals(labels.get(wanted[i])));
        }
    }

    private final Web callers;
    private final Web operators;
    private final Frames frames;
    private final SandboxCloud cloud;

    MetricsServiceTest(
            @Autowired SandboxCloud cloud,
            @LocalServerPort int port,
            @LocalManagementPort int management) {
        this.cloud = cloud;
        this.callers = Web.at("http://127.0.0.1:" + port);
        this.frames = new Frames(callers);
        this.operators = Web.at("http://127.0.0.1:" + management);
    }

    @BeforeAll
    void keepItBusy() {
        cloud.faults()
                .add(
                        Fault.at("cinder", "create-snapshot", new Effect.Refuse(503, "busy"))
                                .times(1));
        var taken = frames.taken(server("web-01")).path("id").asString();
        frames.taken(server("mail-01"));
        frames.askToDelete(taken);
        assertThat(frames.ended(taken).path("status").asString()).isEqualTo("deleted");
        fault("cinder", "create-snapshot", new Effect.Refuse(413, "no room"));
        var failed = frames.ended(frames.started(server("web-01")));
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        cloud.faults().clear();
        fault("storage", "create-snapshot", new Effect.Fail("broken"));
        fault("storage", "delete-snapshot", new Effect.Fail("read only"));
        var stuck = frames.ended(frames.started(server("web-01")));
        assertThat(stuck.path("status").asString()).isEqualTo("stuck");
        cloud.faults().clear();
    }

    private void fault(String service, String operation, Effect effect) {
        cloud.faults().add(Fault.at(service, operation, effect));
    }

    private String server(String name) {
        return cloud.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private List<Series> scraped() {
        var answer = operators.get("/actuator/prometheus");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().lines().flatMap(Series::read).toList();
    }

    private double sum(String name, String... labels) {
        return scraped().stream()
                .filter(series -> series.name().equals(name) && series.has(labels))
                .mapToDouble(Series::value)
                .sum();
    }

    @Test
    void tellsWhatIsStored() {
        await().untilAsserted(() -> {
            assertThat(sum("stillframe_runs", "status", "available")).isEqualTo(1);
            assertThat(sum("stillframe_runs", "status", "stuck")).isEqualTo(1);
        });
        assertThat(sum("stillframe_leftovers", "kind", "volume_snapshot")).isPositive();
        assertThat(sum("stillframe_runs_oldest_seconds")).isZero();
    }

    @Test
    void countsHowRunsEnded() {
        assertThat(sum("stillframe_runs_started_total", "plan", "snapshot-server")).isEqualTo(4);
        for (var status : List.of("failed", "stuck", "deleted")) {
            assertThat(sum("stillframe_runs_ended_total", "status", status)).isEqualTo(1);
        }
        var taken = new String[] {"status", "available", "strategy", "root-location"};
        assertThat(sum("stillframe_runs_ended_total", taken)).isEqualTo(2);
        assertThat(sum("stillframe_runs_failures_total")).isEqualTo(2);
        assertThat(sum("stillframe_runs_undone_total", "reason", "failure")).isEqualTo(2);
        assertThat(sum("stillframe_run_volumes_sum")).isEqualTo(3 + 1 + 3 + 3);
    }

    @Test
    void countsWhatIsTriedAgain() {
        var asking = new String[] {"step", "snapshot-volumes", "direction", "forward"};
        assertThat(sum("stillframe_step_retries_total", asking)).isPositive();
    }

    @Test
    void countsCallsByServiceAndOperation() {
        assertThat(calls("cinder", "POST", "/snapshots", "202")).isGreaterThanOrEqualTo(6);
        assertThat(calls("cinder", "POST", "/snapshots", "413")).isPositive();
        assertThat(calls("nova", "GET", "/servers/{id}", "200")).isPositive();
        assertThat(calls("glance", "PATCH", "/images/{id}", "200")).isPositive();
        assertThat(calls("keystone", "POST", "/auth/tokens", "201")).isPositive();
    }

    private double calls(String service, String method, String path, String status) {
        return sum(
                "http_client_requests_seconds_count",
                "client_name",
                service,
                "method",
                method,
                "uri",
                path,
                "status",
                status);
    }

    @Test
    void tellsTheCircuitOfEachService() {
        assertThat(scraped())
                .filteredOn(series ->
                        series.name().equals("resilience4j_circuitbreaker_state")
                                && series.has("state", "closed"))
                .allMatch(series -> series.value() == 1)
                .extracting(series -> series.labels().get("name"))
                .containsExactlyInAnyOrder(
                        "keystone", "keystone-callers", "nova", "cinder", "glance");
    }

    @Test
    void namesNobodyAndNothing() {
        assertThat(scraped())
                .allSatisfy(series ->
                        assertThat(series.labels().values())
                                .as(series.toString())
                                .noneMatch(value -> TELLING.matcher(value).find()));
    }

    @Test
    void countsNoProbesAndNoScrapes() {
        for (var probe : List.of("/livez", "/readyz")) {
            assertThat(callers.get(probe).status()).isEqualTo(200);
        }
        assertThat(scraped())
                .filteredOn(series -> series.name().startsWith("http_server_requests"))
                .isNotEmpty()
                .noneMatch(series ->
                        series.labels()
                                .getOrDefault("uri", "")
                                .matches("/(actuator|livez|readyz).*"));
    }

    /** Of ours all, and of others those that dashboards and alerts stand on. */
    @Test
    void areAllDocumented() throws IOException {
        var documented =
                Files.readString(Path.of("docs/operations.md"))
                        .lines()
                        .dropWhile(line -> !line.equals("## Metrics"))
                        .takeWhile(line -> !line.equals("## Traces"))
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\|")[1])
                        .flatMap(names -> Arrays.stream(names.split(",")))
                        .map(name -> name.strip().replace("`", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
        var there =
                scraped().stream()
                        .map(series -> series.name().replaceFirst("_(bucket|count|sum|max)$", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(there).containsAll(documented);
        assertThat(documented).containsAll(ours(there));
    }

    private static Set<String> ours(Set<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("stillframe_"))
                .collect(Collectors.toSet());
    }
}
