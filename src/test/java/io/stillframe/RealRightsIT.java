package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Whose things who sees and touches on a real cloud, with our credentials at work and with those of
 * the callers. It has the users {@code other}, {@code reader} and {@code stillframe} beside the one
 * that {@code OS_CLOUD} names.
 */
@Tag("real-cloud")
@EnabledIfEnvironmentVariable(named = Outage.STOP, matches = ".+")
@EnabledIfEnvironmentVariable(named = Outage.START, matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealRightsIT {

    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    /** Long enough to ask, and over long before the storage is ready. */
    private static final Duration LIFE = Duration.ofSeconds(30);

    private static final Duration SLOW = Duration.ofSeconds(45);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** With whose rights the service works. */
    enum Mode {
        SERVICE,
        CALLER
    }

    private final RealCloud cloud = RealCloud.named();
    private final StillframeProcess bySelf = started(Mode.SERVICE, Login.environment());
    private final StillframeProcess byCallers =
            started(Mode.CALLER, Login.environment("stillframe"));
    private String server = "";
    private String volume = "";

    private static StillframeProcess started(Mode mode, Map<String, String> environment) {
        try {
            return StillframeProcess.start(
                    Files.createDirectories(Path.of("target", "rights")),
                    environment,
                    "--spring.datasource.url=jdbc:h2:mem:rights",
                    "--stillframe.rights=" + mode,
                    "--stillframe.secret-key=" + KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    void addAServer() {
        var name = cloud.name();
        server = cloud.add(bootedFrom(ofAnImage()).with(blank()), name);
        volume = name + "-";
    }

    @AfterAll
    void removeAll() {
        bySelf.close();
        byCallers.close();
        cloud.close();
    }

    private Web as(String token, Mode mode) {
        var process =
                switch (mode) {
                    case SERVICE -> bySelf;
                    case CALLER -> byCallers;
                };
        return process.web().with("X-Auth-Token", token);
    }

    private static String token(String user) {
        return Login.of(user).orElseThrow().token();
    }

    @ParameterizedTest
    @EnumSource
    void showsNothingToAnotherProjectAndLetsAReaderLook(Mode mode) {
        var demo = as(cloud.token(), mode);
        var snapshot = new Frames(demo).taken(server);
        var path = "/v1/snapshots/" + snapshot.path("id").asString();
        var image = "/v1/images/" + snapshot.path("image_id").asString();
        assertThat(demo.get(image).status()).isEqualTo(200);

        var other = as(token("other"), mode);
        for (var one : List.of(path, path + "/events", image)) {
            assertThat(other.get(one).status()).as(one).isEqualTo(404);
        }
        for (var one : List.of(path, image)) {
            assertThat(other.delete(one).status()).as(one).isEqualTo(404);
        }
        for (var one : List.of(path + "/cancel", path + "/retry")) {
            assertThat(other.post(one, "").status()).as(one).isEqualTo(404);
        }
        assertThat(other.patch(image, "{\"name\": \"mine\"}").status()).isEqualTo(404);
        assertThat(new Frames(other).ask(server).status()).isEqualTo(404);
        assertThat(other.get("/v1/snapshots").json().path("snapshots")).isEmpty();
        assertThat(ids(other.get("/v1/servers").json().path("servers"))).doesNotContain(server);

        var reader = as(token("reader"), mode);
        assertThat(ids(reader.get("/v1/snapshots").json().path("snapshots")))
                .contains(snapshot.path("id").asString());
        assertThat(ids(reader.get("/v1/servers").json().path("servers"))).contains(server);
        assertThat(reader.get(image).status()).isEqualTo(200);
        assertThat(new Frames(reader).ask(server).status()).isEqualTo(403);
        assertThat(reader.delete(path).status()).isEqualTo(403);
        assertThat(reader.delete(image).status()).isEqualTo(403);

        new Frames(demo).deleted(snapshot.path("id").asString());
        assertThat(cloud.image(snapshot.path("image_id").asString()).status()).isEqualTo(404);
    }

    private static Stream<String> ids(JsonNode list) {
        return list.valueStream().map(each -> each.path("id").asString());
    }

    @Test
    void endsARunThatOutlivesItsToken() throws Exception {
        try (var _ = Outage.shortTokens(LIFE);
                var _ = StorageFaults.slow("create_snapshot", volume, SLOW)) {
            var token = token(System.getenv("OS_CLOUD"));
            var id = new Frames(as(token, Mode.CALLER)).started(server);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(as(token, Mode.CALLER).get("/v1/snapshots").status())
                                    .isEqualTo(401));
            var frames = new Frames(as(cloud.token(), Mode.CALLER)); // it has its hour still
            assertThat(frames.read(id).path("status").asString()).isEqualTo("creating");

            var snapshot = frames.available(id);

            assertThat(snapshot.path("volumes")).hasSize(2);
            assertThat(cloud.image(snapshot.path("image_id").asString()).text("/owner"))
                    .isEqualTo(cloud.projectId());
            frames.deleted(id);
        }
    }
}
