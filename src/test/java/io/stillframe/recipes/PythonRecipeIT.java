package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stillframe.recipes.BumpyRoad.Bump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/recipes/python, with the Python for which the system has packages. */
class PythonRecipeIT extends Recipe {

    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path HERE = RECIPES.resolve("python");
    private static final Path SCRIPT = HERE.resolve("snapshot.py");
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot (" + ID + ") of server web");

    private static final String NAME = "before the upgrade";

    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        shell = shell().with("PYTHONDONTWRITEBYTECODE", 1);
        assumeThat(PYTHON).isExecutable();
        assumeThat(shell.run(PYTHON, "-c", "import openstack").code()).isZero();
    }

    @Test
    void doesWhatThePageSays() throws IOException {
        var commands = Files.createDirectory(directory.resolve("commands"));
        Files.createSymbolicLink(commands.resolve("python3"), PYTHON);
        var reader = atHome().shadowing(commands).in(HERE);
        var page =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("web-01", "web");

        var taken = reader.run("sh", "-eux", "-c", page.scripts().getFirst());

        assertThat(taken.code()).as(taken.errors()).isZero();
        assertThat(taken.output()).matches(ID + "\n");
        isAFrame(taken.answer());
        assertThat(images()).extracting("name").containsExactly(NAME);

        var mine = page.having("5d1f0c9a-27a4-4f0b-9d43-5d0fa3f6c0b2", snapshotIn(taken));
        var deleted =
                reader.with("STILLFRAME_URL", url())
                        .with("OS_CLOUD", "demo")
                        .run("sh", "-eux", "-c", mine.scripts().getLast());

        assertThat(deleted.code()).as(deleted.errors()).isZero();
        nothingIsLeft();
        var again = shell.run(PYTHON, SCRIPT, "web", "--name", NAME, "--key", "upgrade-42");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.errors()).contains("is deleted", "another snapshot needs another key");
    }

    @Test
    void isALibraryToo() throws IOException {
        var program =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("web-01", "web")
                        .blocks("python")
                        .getFirst()
                        .replaceFirst("(?m)^copy = .*", "print(snapshot['image_id'])");

        var taken =
                atHome().in(HERE)
                        .run(PYTHON, "-Bc", "import openstack\nfrom snapshot import *\n" + program);

        assertThat(taken.code()).as(taken.errors()).isZero();
        isAFrame(taken.answer());
    }

    @Test
    void findsTheSameAgainByItsKey() {
        var first = shell.run(PYTHON, SCRIPT, server.id(), "--key", "upgrade-42");

        var second = shell.run(PYTHON, SCRIPT, "web", "--key", "upgrade-42");

        assertThat(second.code()).as(second.errors()).isZero();
        assertThat(second.output()).isEqualTo(first.output()).isNotBlank();
        assertThat(snapshotIn(second)).isEqualTo(snapshotIn(first));
        assertThat(images()).hasSize(1);
    }

    @Test
    void endsWithTheReasonAndGivesTheSameKeyAnotherTry() {
        var why = breakStorage();

        var failed = shell.run(PYTHON, SCRIPT, "web", "--key", "nightly");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output()).isEmpty();
        assertThat(failed.errors()).contains("is failed. ", why).doesNotContain("Traceback");
        nothingIsLeft();

        repairStorage();
        var taken = shell.run(PYTHON, SCRIPT, "web", "--key", "nightly");
        assertThat(taken.code()).as(taken.errors()).isZero();
        assertThat(snapshotIn(taken)).isEqualTo(snapshotIn(failed));
        isAFrame(taken.answer());
    }

    @Test
    void takesOneAlthoughTheWayIsBumpy() throws IOException {
        try (var road =
                new BumpyRoad(url(), Bump.TOO_MANY, Bump.LOST, Bump.EXPIRED, Bump.BAD_GATEWAY)) {
            var taken = shell.run(PYTHON, SCRIPT, "web", "--url", road.url());

            assertThat(taken.code()).as(taken.errors()).isZero();
            assertThat(road.isSmooth()).isTrue();
            isAFrame(taken.answer());
            assertThat(images()).hasSize(1);
        }
    }

    @Test
    void saysWhatIsWrong() {
        var unknown = shell.run(PYTHON, SCRIPT, "nobody");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.errors()).isEqualTo("snapshot.py: No Server found for nobody\n");

        var stranger = shell.with("OS_PASSWORD", "wrong").run(PYTHON, SCRIPT, "web");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.errors()).contains("authentication").doesNotContain("Traceback");

        var nowhere =
                shell.run(PYTHON, SCRIPT, "web", "--url", "http://127.0.0.1:1", "--patience", 1);
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.errors()).contains("http://127.0.0.1:1/v1/snapshots");
    }

    private static String snapshotIn(Shell.Ended ended) {
        var said = SNAPSHOT.matcher(ended.errors());
        assertThat(said.find()).as(ended.errors()).isTrue();
        return said.group(1);
    }
}
