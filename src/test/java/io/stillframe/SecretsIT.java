package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.ApplicationCredential;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A busy service that says all that it can say, and every secret of it looked for in its log, its
 * database files, its metrics, its spans, and each answer: those of our own credentials, every
 * token that Keystone has given to us or to callers, and the key.
 */
class SecretsIT {

    private static final String KEY = "c2VjcmV0LWtleS1vZi0zMi1ieXRlcy1mb3ItdGVzdHM=";

    @TempDir Path directory;

    private final List<String> said = new ArrayList<>();
    private final Collector collector = Collector.start();

    @AfterEach
    void stopCollecting() {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service", "caller"})
    void showsNoSecretAnywhere(String rights) {
        try (var cloud = SandboxCloud.start(SandboxSettings.quick("snapshot-delay=300ms"))) {
            var credential = credential(cloud, rights.equals("service") ? "demo" : "stillframe");
            try (var process = started(cloud, credential, rights)) {
                keepItBusy(cloud, process.web());
                var scraped = heard(process.management().get("/actuator/prometheus"));
                assertThat(scraped.body()).contains("http_client_requests_seconds_count");
                process.kill();
                restartOn(cloud, credential, rights);
            }
            look(secrets(cloud, credential));
        }
    }

    private void restartOn(SandboxCloud cloud, ApplicationCredential credential, String rights) {
        try (var again = started(cloud, credential, rights)) {
            var demo = Login.to(cloud, "demo", "demo");
            var list = again.web().with("X-Auth-Token", demo.token()).get("/v1/snapshots");
            assertThat(heard(list).json().path("snapshots")).isNotEmpty();
        }
    }

    private static ApplicationCredential credential(SandboxCloud cloud, String name) {
        return cloud.world()
                .inside(() -> {
                    var identity = cloud.world().identity();
                    var user = identity.findUser(null, name).orElseThrow();
                    return identity.addCredential(identity.callerAtHome(user), "stillframe", null);
                });
    }

    private StillframeProcess started(
            SandboxCloud cloud, ApplicationCredential credential, String rights) {
        var arguments =
                Stream.of(
                        "--stillframe.rights=" + rights,
                        "--stillframe.settling-time=200ms",
                        "--management.server.port=0",
                        "--logging.level.root=debug",
                        "--logging.level.io.stillframe=trace");
        return StillframeProcess.start(
                directory,
                Map.of(
                        "OS_AUTH_URL",
                        cloud.authUrl().toString(),
                        "OS_AUTH_TYPE",
                        "v3applicationcredential",
                        "OS_APPLICATION_CREDENTIAL_ID",
                        credential.id(),
                        "OS_APPLICATION_CREDENTIAL_SECRET",
                        credential.secret(),
                        "STILLFRAME_SECRETKEY",
                        KEY),
                Stream.concat(arguments, collector.arguments().stream()).toArray(String[]::new));
    }

    private void keepItBusy(SandboxCloud cloud, Web web) {
        var login = Login.to(cloud, "demo", "demo");
        var demo = web.with("X-Auth-Token", login.token());
        var servers = heard(demo.get("/v1/servers")).json().path("servers");
        var backed =
                servers.valueStream()
                        .filter(server -> server.path("volume_backed").asBoolean())
                        .map(server -> server.path("id").asString())
                        .toList();
        var frames = new Frames(demo);
        var first = frames.taken(backed.getFirst());
        var id = first.path("id").asString();
        Stream.of(
                        "/v1/cloud",
                        "/v1/leftovers",
                        "/v1/images",
                        "/v1/images/" + first.path("image_id").asString(),
                        "/v1/snapshots",
                        "/v1/snapshots/" + id,
                        "/v1/snapshots/" + id + "/events",
                        "/v3/api-docs",
                        "/actuator/health/readiness",
                        "/actuator/env",
                        "/v1/nothing?token=" + login.token().length())
                .forEach(path -> heard(demo.get(path)));
        heard(web.with("X-Auth-Token", login.token() + "x").get("/v1/snapshots"));
        heard(demo.with("X-Forwarded-For", "a\tb").post("/v1/snapshots", "{\"server_id\": 7}"));
        // Keystone repeats a token whose user has lost its roles
        var other = Login.to(cloud, "other", "other");
        cloud.project("other").takeRoles("other");
        assertThat(heard(web.with("X-Auth-Token", other.token()).get("/v1/servers")).status())
                .isEqualTo(401);
        // a service that repeats what it was sent
        cloud.faults()
                .add("cinder", "create-snapshot", new Effect.Refuse(400, repeating(login.token())));
        var failed = frames.ended(frames.started(backed.get(1)));
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        cloud.faults().clear();
        said.add(failed.toString());
        said.add(frames.events(failed.path("id").asString()));
        heard(demo.post("/v1/snapshots/" + failed.path("id").asString() + "/retry", ""));
        frames.available(failed.path("id").asString());
        heard(demo.delete("/v1/snapshots/" + id));
        frames.ended(id);
        heard(demo.get("/v1/snapshots/" + id));
        heard(new Frames(demo).ask(backed.get(2))); // under way when it is killed
    }

    private static String repeating(String token) {
        return "{\"badRequest\": {\"message\": \"cannot do that for %s\"}}".formatted(token);
    }

    private Reply heard(Reply reply) {
        said.add(reply.headers() + "\n" + reply.body());
        return reply;
    }

    private static List<String> secrets(SandboxCloud cloud, ApplicationCredential credential) {
        var tokens = cloud.world().inside(() -> cloud.world().identity().tokens().issued());
        assertThat(tokens.size()).as("ours and the callers'").isGreaterThan(3);
        return Stream.concat(tokens.stream().map(Token::id), Stream.of(credential.secret(), KEY))
                .toList();
    }

    private void look(List<String> secrets) {
        assertThat(collector.spans())
                .extracting(Collector.Seen::name)
                .contains(
                        "keystone POST /auth/tokens", "cinder POST /snapshots", "snapshot-volumes");
        collector.spans().forEach(span -> said.add(span.toString()));
        assertThat(said).noneMatch(text -> secrets.stream().anyMatch(text::contains));
        try (var files = Files.walk(directory)) {
            var all = files.filter(Files::isRegularFile).toList();
            assertThat(all).as("logs and database").hasSizeGreaterThan(2);
            for (var file : all) {
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(
                                secrets.stream()
                                        .filter(text::contains)
                                        .map(secret -> around(text, secret)))
                        .as("%s", file)
                        .isEmpty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What shows a secret, and not the rest of a long log. */
    private static String around(String text, String secret) {
        int at = text.indexOf(secret);
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 40));
    }
}
