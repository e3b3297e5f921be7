package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stillframe.chart.LocalPod;
import io.stillframe.chart.Manifests;
import io.stillframe.recipes.BumpyRoad.Bump;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * docs/recipes/kubernetes: the script out of the manifest, with the command, the environment and
 * the files of its pod, and nothing but busybox and curl to run.
 */
class NightlyRecipeIT extends Recipe {

    private static final Path MANIFEST = RECIPES.resolve("kubernetes/nightly.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the script may find in its image. */
    private static final List<String> APPLETS =
            List.of("awk", "cat", "date", "grep", "mktemp", "sed", "sleep");

    private static final String[] TOOLS = {"curl", "busybox"};

    private Map<String, String> secret;
    private Eavesdropper eavesdropper;
    private Server second;
    private int pods;

    static Page manifest() throws IOException {
        return new Page(Files.readString(MANIFEST));
    }

    static JsonNode pod(Page manifest) {
        return new Manifests(manifest.text())
                .the("CronJob")
                .at("/spec/jobTemplate/spec/template/spec");
    }

    @BeforeEach
    void deploy() throws IOException {
        needs(TOOLS);
        second = add("db");
        project.quota("snapshots", 100);
        project.quota("volumes", 100);
        var credential = project.addCredential("nightly", null);
        secret = Map.of("id", credential.id(), "secret", credential.secret());
        eavesdropper = new Eavesdropper(directory, "curl");
        var busybox = Shell.find("busybox").findFirst().orElseThrow();
        for (var applet : APPLETS) {
            Files.createSymbolicLink(eavesdropper.commands().resolve(applet), busybox);
        }
    }

    @AfterEach
    void showsNoSecretToOthers() throws IOException {
        needs(TOOLS);
        assertThat(eavesdropper.heard())
                .contains("/v3/auth/tokens", "/v1/snapshots")
                .doesNotContain(secret.get("secret"), "X-Auth-Token");
    }

    @Test
    void takesThemAllAndKeepsTheNewest() throws IOException {
        var mine = takenByHand("nightly-web-01-by hand");
        var quoted = takenByHand("nightly-web-01-\"},{\"id\":\"");

        for (var job : List.of("nightly-29405520", "nightly-29406960", "nightly-by-hand")) {
            var ended = run(job, Map.of("KEEP", "2"));
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .contains("web-01: snapshot ", "db-01: snapshot ", " is available; its image");
        }

        await().atMost(PATIENCE).until(() -> images().size() == 6);
        assertThat(names())
                .containsExactlyInAnyOrder(
                        mine,
                        quoted,
                        "nightly-web-01-2025-11-29T12:00Z",
                        "nightly-db-01-2025-11-29T12:00Z",
                        "nightly-web-01-nightly-by-hand",
                        "nightly-db-01-nightly-by-hand");
    }

    @Test
    void doublesNothingInTheNextPodOfTheSameJob() throws IOException {
        var first = run("nightly-29405520", Map.of());

        var next = run("nightly-29405520", Map.of());

        assertThat(next.code()).as(next.output()).isZero();
        assertThat(next.output()).isEqualTo(first.output()).isNotBlank();
        assertThat(images()).hasSize(2);
        isAFrame(image("web-01"));
    }

    @Test
    void logsInWithACredentialMadeAsThePageSays() throws IOException {
        needs("openstack", "jq");
        var page = Page.in(RECIPES.resolve("kubernetes"));
        var made = shell().run("sh", "-eux", "-c", page.script());
        assertThat(made.code()).as(made.errors()).isZero();
        secret =
                Map.of(
                        "id", Files.readString(directory.resolve("id")),
                        "secret", Files.readString(directory.resolve("secret")));

        var ended = run("try", Map.of());

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(names()).containsExactlyInAnyOrder("nightly-web-01-try", "nightly-db-01-try");
    }

    @Test
    void goesOnWithTheOthersAndTriesTheFailedOneAgain() throws IOException {
        run("nightly-1", Map.of("KEEP", "1"));
        var why = breakStorage();
        var failed = run("nightly-2", Map.of("KEEP", "1"));

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output())
                .contains("web-01: snapshot ", " is failed. ", why)
                .contains("db-01: snapshot ", " is available; its image")
                .endsWith("of: web-01\n");
        await().atMost(PATIENCE).until(() -> images().size() == 2);
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "nightly-web-01-1970-01-01T00:01Z", "nightly-db-01-1970-01-01T00:02Z");

        repairStorage();
        var again = run("nightly-2", Map.of("KEEP", "1"));
        assertThat(again.code()).as(again.output()).isZero();
        await().atMost(PATIENCE).until(() -> images().size() == 2);
        assertThat(names()).contains("nightly-web-01-1970-01-01T00:02Z");
    }

    @Test
    void takesThemAlthoughTheWayIsBumpy() throws IOException {
        try (var road =
                new BumpyRoad(url(), Bump.LOST, Bump.EXPIRED, Bump.BAD_GATEWAY, Bump.TOO_MANY)) {
            var ended = run("nightly-29405520", Map.of("STILLFRAME_URL", road.url()));

            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(road.isSmooth()).isTrue();
            assertThat(images()).hasSize(2);
        }
    }

    private String image(String label) {
        return images().stream()
                .filter(image -> String.valueOf(image.name()).contains(label))
                .map(Image::id)
                .findFirst()
                .orElseThrow();
    }

    private List<@Nullable String> names() {
        return images().stream().<@Nullable String>map(Image::name).toList();
    }

    private String takenByHand(String name) {
        var taken =
                shell().with("OS_TOKEN", project.token().id())
                        .run(RECIPES.resolve("curl/snapshot.sh"), server.id(), name);
        assertThat(taken.code()).as(taken.errors()).isZero();
        return name;
    }

    private LocalPod.Ended run(String job, Map<String, String> more) throws IOException {
        var mine =
                manifest()
                        .having("90d131f4-67f2-3889-b3ce-7a85ce46e709", server.id())
                        .having("07484dfe-1eda-3e2d-8e5d-cf4dbcae8b9c", second.id());
        var root = Files.createDirectory(directory.resolve("pod-" + pods++));
        var environment = new HashMap<>(Map.of("JOB", job, "TMPDIR", root.toString()));
        environment.put("PATH", eavesdropper.commands().toString());
        environment.put("STILLFRAME_URL", url());
        environment.put("OS_AUTH_URL", cloud.authUrl().toString());
        environment.putAll(more);
        return new LocalPod(
                        root,
                        pod(mine),
                        new Manifests(mine.text()),
                        Map.of("stillframe-nightly", secret))
                .run(environment);
    }
}
