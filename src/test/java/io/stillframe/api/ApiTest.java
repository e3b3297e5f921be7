package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.identity.Caller;
import io.stillframe.identity.Callers;
import io.stillframe.identity.KeystoneAddress;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImagePlan;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Ladder;
import io.stillframe.snapshot.LadderSettings;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Versions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API on a real port, with a small cloud and no database behind it. */
@SpringBootTest(
        classes = ApiTest.Slice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "stillframe.requests-per-second=100000",
            "logging.level.stillframe.audit=off",
            "management.endpoint.health.validate-group-membership=false", // there is no database
            "spring.autoconfigure.exclude="
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration,"
                    + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration,"
                    + "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration"
        })
abstract class ApiTest {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String ASK = "{\"server_id\": \"%s\"}".formatted(World.SERVER);

    @LocalServerPort int port;
    @Autowired World world;
    @Autowired MemoryRuns<ServerSnapshot> runs;
    @Autowired MemoryRuns<ImageCreation> imageRuns;
    @Autowired Plan<ServerSnapshot> plan;
    @Autowired Plan<ImageCreation> imagePlan;

    @BeforeEach
    void startAfresh() {
        runs.clear();
        imageRuns.clear();
        world.snapshots.clear();
        world.images.clear();
        world.glance.clear();
        world.glance.add(ImageApi.V2);
        world.meanwhile = () -> {};
        world.trouble.set(null);
        world.mistake.set(null);
        world.calls.set(0);
        world.circuit = Cloud.Circuit.CLOSED;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, @Nullable String body, String... headers) {
        return sendAsync(method, path, body, headers).join();
    }

    CompletableFuture<Answer> sendAsync(
            String method, String path, @Nullable String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .timeout(Duration.ofMinutes(1)) // a test that hangs says nothing
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        var given = new HashMap<String, String>();
        given.put("X-Auth-Token", Slice.OURS);
        if (body != null) {
            given.put("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            given.put(headers[i], headers[i + 1]);
        }
        given.values().removeIf(String::isEmpty);
        given.forEach(request::header);
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Answer::new);
    }

    Run<ServerSnapshot> carryOut(UUID id) {
        return carryOut(plan, runs, id);
    }

    /** As the runner would, but for the waits. */
    static <F> Run<F> carryOut(Plan<F> plan, MemoryRuns<F> runs, UUID id) {
        var decider = new Decider<>(plan, Slice.PATIENCE);
        var run = runs.find(id).orElseThrow();
        Event<F> event = new Event.Woken<>();
        while (true) {
            var decision = decider.decide(run, event, Instant.now());
            if (decision.changed()) {
                assertThat(runs.store(decision)).isTrue();
            }
            run = decision.run();
            var current = run;
            switch (decision.action()) {
                case Action.Perform(var step, _) -> event = plan.step(step).perform(current);
                case Action.Undo(var step, _) -> event = plan.step(step).undo(current);
                case Action.Send(var keys, var again, var send) ->
                        event = new Event.Answered<>(keys, again, send.get());
                case Action.LookAgain<F> _, Action.Nothing<F> _ -> {
                    return run;
                }
            }
        }
    }

    UUID created() {
        var answer = post("/v1/snapshots", ASK);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return UUID.fromString(answer.json().get("id").asString());
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(body());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** Checks that it is a problem of this status and type, and gives its sentence. */
        String problem(int status, String type) {
            assertThat(status()).as(body()).isEqualTo(status);
            assertThat(header("content-type")).contains("application/problem+json");
            var problem = json();
            assertThat(problem.get("type").asString())
                    .as(body())
                    .isEqualTo("urn:stillframe:problem:" + type);
            assertThat(problem.get("status").asInt()).isEqualTo(status);
            assertThat(problem.get("title").asString()).isNotBlank();
            return problem.get("detail").asString();
        }
    }

    /** Deliberately no @Configuration: scans of the whole application must not find it. */
    @EnableAutoConfiguration
    @ComponentScan({"io.stillframe.api", "io.stillframe.identity"})
    static class Slice {

        static final String OURS = "token-of-ours";
        static final String FOREIGN = "token-of-another-project";
        static final String UNLUCKY = "token-while-keystone-is-down";
        static final String READER = "token-of-a-reader";
        static final String ADMIN = "token-of-an-administrator-elsewhere";
        static final String ADMIN_PROJECT = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
        static final String NOTHING = "token-of-a-role-for-nothing-here";
        static final Patience PATIENCE =
                new Patience(
                        Duration.ZERO,
                        Duration.ZERO,
                        3,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(15));
        static final int AT_ONCE = 20;
        static final AtomicInteger ASKED = new AtomicInteger();

        @Bean
        World world() {
            return new World();
        }

        @Bean
        Servers servers(World world) {
            return world.servers();
        }

        @Bean
        Volumes volumes(World world) {
            return world.volumes();
        }

        @Bean
        Images images(World world) {
            return world.images();
        }

        @Bean
        Cloud cloud(World world) {
            return world.cloud();
        }

        @Bean
        SnapshotSettings settings() {
            return new SnapshotSettings(
                    true,
                    Set.of("private", "community"),
                    Set.of("files.example.org", "mirror.example.org:8080"),
                    new LadderSettings(
                            List.of(Strategy.ROOT_LOCATION, Strategy.EMPTY_UPLOAD),
                            LadderSettings.ImageVolumeRule.NEVER,
                            null,
                            Duration.ofMinutes(30),
                            Duration.ofMinutes(1)));
        }

        @Bean
        MemoryRuns<ServerSnapshot> runs() {
            return new MemoryRuns<>(AT_ONCE);
        }

        @Bean
        MemoryRuns<ImageCreation> imageRuns(MemoryRuns<ServerSnapshot> runs) {
            return runs.ofAnotherKind();
        }

        @Bean
        Versions versions(MemoryRuns<ServerSnapshot> runs) {
            return runs::versions;
        }

        @Bean
        Supplier<UUID> ids() {
            return UUID::randomUUID;
        }

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        Plan<ServerSnapshot> plan(
                Servers servers,
                Volumes volumes,
                Images images,
                Cloud cloud,
                MemoryRuns<ServerSnapshot> runs,
                SnapshotSettings settings,
                Experience experience) {
            return SnapshotPlan.of(
                    servers, volumes, images, cloud, runs, settings, experience, UUID::randomUUID);
        }

        @Bean
        Experience experience(InstantSource clock) {
            return new Experience(clock, Duration.ofMinutes(15));
        }

        @Bean
        Ladder ladder(Images images, SnapshotSettings settings, Experience experience) {
            return new Ladder(images, settings.ladder(), experience);
        }

        @Bean
        Snapshots snapshots(
                Plan<ServerSnapshot> plan, MemoryRuns<ServerSnapshot> runs, InstantSource clock) {
            return new Snapshots(plan, PATIENCE, runs, clock, UUID::randomUUID);
        }

        @Bean
        Plan<ImageCreation> imagePlan(
                Servers servers,
                Volumes volumes,
                Images images,
                SnapshotSettings settings,
                Experience experience) {
            return ImagePlan.of(
                    servers, volumes, images, settings.ladder(), experience, UUID::randomUUID);
        }

        @Bean
        ImageCreations imageCreations(
                Plan<ImageCreation> plan,
                MemoryRuns<ImageCreation> runs,
                Volumes volumes,
                InstantSource clock) {
            return new ImageCreations(plan, PATIENCE, runs, volumes, clock, UUID::randomUUID);
        }

        @Bean
        Callers callers() {
            var known =
                    Map.of(
                            OURS, caller(World.PROJECT, "member", "reader"),
                            READER, caller(World.PROJECT, "reader"),
                            ADMIN, caller(ADMIN_PROJECT, "Admin"),
                            NOTHING, caller(World.PROJECT, "heat_stack_owner"),
                            FOREIGN, caller("ffffffffffffffffffffffffffffffff", "member"));
            return token -> {
                ASKED.incrementAndGet();
                if (token.equals(UNLUCKY)) {
                    throw World.cinderIsDown();
                }
                return Optional.ofNullable(known.get(token));
            };
        }

        @Bean
        Caller everybody() {
            return caller(World.PROJECT, "member");
        }

        @Bean
        KeystoneAddress keystone() {
            return new KeystoneAddress("http://keystone:5000/v3");
        }

        private static Caller caller(String project, String... roles) {
            return new Caller(
                    "u1", "alice", project, Set.of(roles), Instant.now().plusSeconds(3600));
        }
    }
}
