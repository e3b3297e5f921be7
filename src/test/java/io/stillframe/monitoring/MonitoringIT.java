package io.stillframe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.monitoring.Expression.Matcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Dashboard and alerts, asked of a Prometheus that has looked at a busy service: twice, as if there
 * were two replicas. Skipped where there is no Prometheus.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private static final Map<String, String> CHOSEN =
            Map.of(
                    "namespace",
                    Prometheus.NAMESPACE,
                    "job",
                    Prometheus.JOB,
                    "__rate_interval",
                    "4s", // Grafana takes four looks
                    "__range",
                    "3m");

    @TempDir private static Path directory;

    private BusyService service;
    private Prometheus prometheus;

    static Stream<Panel> panels() {
        return Panel.all().stream().map(panel -> panel.with(CHOSEN));
    }

    static Stream<Expression> expressions() {
        return Stream.concat(
                panels().flatMap(panel -> panel.targets().stream()).map(Panel.Target::expression),
                Alert.all().stream().map(Alert::expression));
    }

    @BeforeAll
    void lookAtABusyService() {
        Program.PROMETHEUS.isNeeded();
        service = BusyService.start(directory);
        int port = service.managementPort();
        prometheus = Prometheus.start(directory, "127.0.0.1:" + port, "localhost:" + port);
        prometheus.awaits("sum(up) == 2");
        service.work();
        service.meetTrouble();
        prometheus.awaits("min(stillframe_runs{plan='snapshot-server', status='stuck'}) == 1");
        prometheus.awaits(
                "min(max_over_time(resilience4j_circuitbreaker_state{name='glance', state='open'}[3m])) == 1");
        prometheus.awaits(
                "min(http_client_requests_seconds_count{client_name='nova', outcome='UNKNOWN'}) > 0");
    }

    @AfterAll
    void end() {
        Stream.of(prometheus, service).filter(each -> each != null).forEach(MonitoringIT::close);
    }

    @Test
    void findsThatEveryAlertCanBeAsked() {
        assertThat(prometheus.rules())
                .hasSameSizeAs(Alert.all())
                .allSatisfy(rule -> {
                    assertThat(rule.path("lastError").asString("")).isEmpty();
                    assertThat(rule.path("health").asString()).isEqualTo("ok");
                });
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void knowsAllThatIsAskedFor(Expression expression) {
        var labels =
                expression.selectors().stream()
                        .flatMap(selector -> {
                            var series = prometheus.series(selector.metric());
                            assertThat(series).as("%s", selector.metric()).isNotEmpty();
                            assertThat(selector.matchers())
                                    .allSatisfy(matcher ->
                                            assertThat(unknown(matcher, series)).isEmpty());
                            return series.stream().flatMap(each -> each.propertyNames().stream());
                        })
                        .collect(Collectors.toSet());

        assertThat(labels).containsAll(expression.labels());
    }

    @ParameterizedTest
    @MethodSource("panels")
    void seesSomethingInEveryPanel(Panel panel) {
        assertThat(panel.targets())
                .allSatisfy(target -> {
                    var lines = prometheus.numbers(target.expression());
                    assertThat(lines).isNotEmpty();
                    assertThat(lines)
                            .allMatch(line ->
                                    target.legendLabels().stream()
                                            .allMatch(line.path("metric")::has));
                });
    }

    /** Both replicas tell of it. */
    @Test
    void countsOnceWhatIsStored() {
        assertThat(now("Stuck")).isEqualTo(1);
        assertThat(now("Leftovers")).isEqualTo(2);
        assertThat(now("Replicas")).isEqualTo(2);
    }

    @Test
    void isAboutToTellOfWhatIsStuckAndOfNothingElseInTheDatabase() {
        var pending =
                prometheus.query("ALERTS").stream()
                        .map(alert -> alert.at("/metric/alertname").asString())
                        .toList();

        assertThat(pending)
                .contains("StillframeRunStuck")
                .doesNotContain(
                        "StillframeDown",
                        "StillframeDatabaseAway",
                        "StillframeLeftovers",
                        "StillframeRunTooOld",
                        "StillframeRunsWait",
                        "StillframeTasksFail");
    }

    private double now(String title) {
        var panel = panels().filter(each -> each.title().equals(title)).findFirst().orElseThrow();
        var answer = prometheus.query(panel.targets().getFirst().expression().text());
        assertThat(answer).hasSize(1);
        return answer.getFirst().at("/value/1").asDouble();
    }

    /** Of what it wants, or does not want. */
    private static List<String> unknown(Matcher matcher, List<JsonNode> series) {
        var values =
                series.stream()
                        .map(each -> each.path(matcher.label()).asString(""))
                        .distinct()
                        .toList();
        var unknown = new ArrayList<String>();
        matcher.wanted()
                .filter(wanted -> values.stream().noneMatch(wanted.asMatchPredicate()))
                .forEach(wanted -> unknown.add("%s of %s".formatted(wanted, matcher)));
        return unknown;
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
