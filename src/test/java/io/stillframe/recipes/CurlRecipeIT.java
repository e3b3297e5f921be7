package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web;
import io.stillframe.recipes.BumpyRoad.Bump;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/recipes/curl. */
class CurlRecipeIT extends Recipe {

    private static final Path HERE = RECIPES.resolve("curl");
    private static final Path SCRIPT = HERE.resolve("snapshot.sh");

    private static final String[] TOOLS = {"curl", "jq"};

    private String token;
    private Eavesdropper eavesdropper;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        needs(TOOLS);
        token = project.token().id();
        eavesdropper = new Eavesdropper(directory, TOOLS);
        shell = shell().with("OS_TOKEN", token).shadowing(eavesdropper.commands());
    }

    @AfterEach
    void theTokenIsShownToNobody() throws IOException {
        needs(TOOLS);
        assertThat(eavesdropper.heard()).contains("/v1/").doesNotContain("X-Auth-Token", token);
    }

    @Test
    void takesASnapshotAndSaysItsImage() {
        var taken = shell.run(SCRIPT, server.id(), "before \"the\" upgrade");

        assertThat(taken.code()).as(taken.errors()).isZero();
        assertThat(taken.output()).matches(ID + "\n");
        isAFrame(taken.answer());
        assertThat(images()).extracting("name").containsExactly("before \"the\" upgrade");
    }

    @Test
    void doesWhatThePageSays() throws IOException {
        needs("openstack");
        var page =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("90d131f4-67f2-3889-b3ce-7a85ce46e709", server.id());

        var said =
                atHome().shadowing(eavesdropper.commands())
                        .in(HERE)
                        .run("sh", "-eux", "-c", page.script());

        assertThat(said.code()).as(said.errors()).isZero();
        var lines = said.output().lines().toList();
        assertThat(lines).hasSize(4);
        isAFrame(lines.getFirst());
        assertThat(lines.get(1)).isEqualTo(server.id() + " web");
        assertThat(lines.get(2)).isEqualTo(lines.get(3)).isNotEqualTo(lines.getFirst());
        assertThat(images()).extracting("id").containsExactly(lines.getFirst());
    }

    @Test
    void findsTheSameAgainByItsKey() {
        var keyed = shell.with("STILLFRAME_KEY", "\"before-the-upgrade\"");
        var first = keyed.run(SCRIPT, server.id());

        var second = keyed.run(SCRIPT, server.id());

        assertThat(second.code()).as(second.errors()).isZero();
        assertThat(second.output()).isEqualTo(first.output()).isNotBlank();
        assertThat(images()).hasSize(1);
        var another = keyed.run(SCRIPT, server.id(), "another name");
        assertThat(another.code()).isEqualTo(1);
        assertThat(another.errors()).contains("This Idempotency-Key was used for another request.");
    }

    @Test
    void endsWithTheReasonAndGivesTheSameKeyAnotherTry() {
        var keyed = shell.with("STILLFRAME_KEY", "nightly");
        var why = breakStorage();

        var failed = keyed.run(SCRIPT, server.id());

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output()).isEmpty();
        assertThat(failed.errors()).contains("is failed. ", why);
        nothingIsLeft();

        repairStorage();
        var taken = keyed.run(SCRIPT, server.id());
        assertThat(taken.code()).as(taken.errors()).isZero();
        assertThat(taken.errors()).contains("of server web is failed");
        isAFrame(taken.answer());
    }

    @Test
    void takesOneAlthoughTheWayIsBumpy() throws IOException {
        try (var road = new BumpyRoad(url(), Bump.TOO_MANY, Bump.LOST, Bump.BAD_GATEWAY)) {
            var taken = shell.with("STILLFRAME_URL", road.url()).run(SCRIPT, server.id());

            assertThat(taken.code()).as(taken.errors()).isZero();
            assertThat(road.isSmooth()).isTrue();
            isAFrame(taken.answer());
            assertThat(images()).hasSize(1);
        }
    }

    @Test
    void issuesAnotherTokenWhenTheFirstExpires() throws IOException {
        needs("openstack");
        try (var road = new BumpyRoad(url(), Bump.EXPIRED)) {
            var nobody = "00000000-0000-4000-8000-00000000dead";

            var answered =
                    shell().shadowing(eavesdropper.commands())
                            .with("STILLFRAME_URL", road.url())
                            .run(SCRIPT, nobody);

            assertThat(answered.errors()).contains("There is no server " + nobody);
        }
    }

    @Test
    void deletesAllOfIt() {
        var keyed = shell.with("STILLFRAME_KEY", "once");
        var snapshot = keyed.run(SCRIPT, "--json", server.id());
        assertThat(snapshot.code()).as(snapshot.errors()).isZero();
        var id = Web.JSON.readTree(snapshot.output()).path("id").asString();

        var deleted = shell.run(SCRIPT, "--delete", id);

        assertThat(deleted.code()).as(deleted.errors()).isZero();
        nothingIsLeft();
        assertThat(shell.run(SCRIPT, "--delete", id).code()).isZero();
        var again = keyed.run(SCRIPT, server.id());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.errors()).contains("is deleted", "another snapshot needs another key");
    }

    @Test
    void saysWhatIsWrong() {
        var unknown = shell.run(SCRIPT, "00000000-0000-4000-8000-00000000dead");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.errors()).contains("There is no server 00000000");

        var stranger = shell.with("OS_TOKEN", "nonsense").run(SCRIPT, server.id());
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.errors()).contains("Send a valid Keystone token");

        var nowhere =
                shell.with("STILLFRAME_URL", "http://127.0.0.1:1")
                        .with("STILLFRAME_PATIENCE", 1)
                        .run(SCRIPT, server.id());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.errors()).contains("http://127.0.0.1:1/v1/snapshots");

        var nothing = shell.run(SCRIPT);
        assertThat(nothing.code()).isEqualTo(64);
        assertThat(nothing.errors()).startsWith("Takes a snapshot of a whole server");
    }
}
