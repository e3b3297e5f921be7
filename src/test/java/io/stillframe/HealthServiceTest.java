package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.Web.Reply;
import io.stillframe.kills.PostgresServer;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What Kubernetes is told while something that Stillframe needs is away, and what operators are.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthServiceTest {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @TempDir private static Path directory;

    private PostgresServer postgres;
    private ConfigurableApplicationContext service;
    private SandboxCloud cloud;
    private Web callers;
    private Web operators;

    @BeforeAll
    void start() {
        postgres = PostgresServer.start(directory.resolve("postgres"));
        var settings =
                Stream.of(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--stillframe.sandbox.port=0",
                        "--stillframe.sandbox.first-snapshot=false",
                        "--spring.datasource.hikari.connection-timeout=1000");
        service =
                new SpringApplicationBuilder(Application.class)
                        .profiles("sandbox")
                        .run(
                                Stream.concat(settings, postgres.settings().stream())
                                        .toArray(String[]::new));
        cloud = service.getBean(SandboxCloud.class);
        callers = at("local.server.port");
        operators = at("local.management.port");
    }

    @AfterAll
    void stop() {
        service.close();
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void tellsCallersNoDetails(String path) {
        var answer = callers.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void tellsOperatorsAboutAllOfIt() {
        var health = operators.get("/actuator/health");

        assertThat(health.status()).as(health.body()).isEqualTo(200);
        assertThat(health.text("/components/database/details/migration")).isEqualTo("7");
        assertThat(health.text("/components/cloud/details/compute")).isEqualTo("answers");
        assertThat(health.json().path("components").propertyNames())
                .contains("livenessState", "readinessState")
                .doesNotContain("db");
    }

    @Test
    void isAliveAndReadyWithoutTheCloud() {
        cloud.faults().add(Fault.at("nova", "*", new Effect.Refuse(503, "maintenance")));
        try {
            await().atMost(A_WHILE)
                    .untilAsserted(() -> {
                        callers.get("/v1/servers"); // somebody has to ask until it is noticed
                        var health = operators.get("/actuator/health/cloud");
                        assertThat(health.status()).isEqualTo(503);
                        assertThat(health.text("/details/compute")).isEqualTo("circuit open");
                        assertThat(health.text("/details/volumev3")).isEqualTo("answers");
                    });

            assertThat(operators.get("/actuator/health").status()).isEqualTo(503);
            assertThat(probes()).containsExactly(200, 200);
        } finally {
            cloud.faults().clear();
        }
        await().atMost(A_WHILE)
                .untilAsserted(() -> {
                    callers.get("/v1/servers");
                    assertThat(operators.get("/actuator/health/cloud").status()).isEqualTo(200);
                });
    }

    @Test
    void isAliveButNotReadyWithoutTheDatabase() {
        postgres.kill();
        try {
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(probes().getLast()).isEqualTo(503));
            assertThat(callers.get("/readyz").body()).isEqualTo("{\"status\":\"DOWN\"}");
            assertThat(operators.get("/actuator/health/database").text("/details/problem"))
                    .isNotBlank();
            assertThat(probes().getFirst()).isEqualTo(200);
            assertThat(operators.get("/actuator/prometheus").body())
                    .contains("stillframe_runs_oldest_seconds{plan=\"snapshot-server\"} NaN");
        } finally {
            postgres.startAgain();
        }
        await().atMost(A_WHILE).untilAsserted(() -> assertThat(probes()).containsExactly(200, 200));
    }

    /** Somebody has played a backup of an older version back. */
    @Test
    void isNotReadyWithoutItsNewestMigration() {
        var jdbc = service.getBean(JdbcTemplate.class);
        var newest = " flyway_schema_history set version = '%s' where version = '%s'";
        assertThat(jdbc.update("update" + newest.formatted("6.9", "7"))).isOne();
        try {
            await().atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(probes()).containsExactly(200, 503));
            assertThat(operators.get("/actuator/health/database").text("/details/migration"))
                    .isEqualTo("7 is not there");
        } finally {
            jdbc.update("update" + newest.formatted("7", "6.9"));
        }
        await().atMost(A_WHILE).untilAsserted(() -> assertThat(probes()).containsExactly(200, 200));
    }

    /** Alive, ready: the same on both ports. */
    private List<Integer> probes() {
        var answers =
                Stream.of("/livez", "/readyz").map(path -> callers.get(path).status()).toList();
        assertThat(Stream.of("liveness", "readiness").map(this::group).map(Reply::status))
                .containsExactlyElementsOf(answers);
        return answers;
    }

    private Reply group(String name) {
        return operators.get("/actuator/health/" + name);
    }

    private Web at(String port) {
        return Web.at("http://127.0.0.1:" + service.getBean(Environment.class).getProperty(port));
    }
}
