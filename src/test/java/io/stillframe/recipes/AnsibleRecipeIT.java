package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.recipes.BumpyRoad.Bump;
import io.stillframe.recipes.Shell.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/recipes/ansible. */
class AnsibleRecipeIT extends Recipe {

    private static final Path HERE = RECIPES.resolve("ansible");
    private static final Pattern MADE =
            Pattern.compile("Snapshot (" + ID + ") has the image (" + ID + ")");
    private static final Pattern RECAP = Pattern.compile("changed=(\\d+) .* failed=(\\d+) ");

    private String secret;
    private Shell shell;

    @BeforeEach
    void open() {
        needs("ansible-playbook");
        var credential = project.addCredential("ansible", null);
        secret = credential.secret();
        shell =
                new Shell(directory)
                        .with("OS_AUTH_URL", cloud.authUrl())
                        .with("OS_APPLICATION_CREDENTIAL_ID", credential.id())
                        .with("OS_APPLICATION_CREDENTIAL_SECRET", secret)
                        .with("STILLFRAME_URL", url())
                        .in(HERE);
    }

    @Test
    void doesWhatThePageSays() throws IOException {
        var page =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("90d131f4-67f2-3889-b3ce-7a85ce46e709", server.id());

        var planned = play(page.scripts().getFirst());
        isChanged(planned, 1);
        nothingIsLeft();

        var taken = play(page.scripts().get(1));
        isChanged(taken, 1);
        isAFrame(imageIn(taken));
        assertThat(images()).extracting("name").containsExactly("before the upgrade");

        var again = play(page.scripts().get(1));
        isChanged(again, 0);
        assertThat(imageIn(again)).isEqualTo(imageIn(taken));
        assertThat(images()).hasSize(1);

        var delete =
                page.having("5d1f0c9a-27a4-4f0b-9d43-5d0fa3f6c0b2", made(taken, 1))
                        .scripts()
                        .getLast();
        isChanged(play(delete), 1);
        nothingIsLeft();
        isChanged(play(delete), 0);
        assertThat(play(page.scripts().get(1)).output())
                .contains("is deleted. Another snapshot needs another key.");
    }

    @Test
    void endsWithTheReasonAndGivesTheSameKeyAnotherTry() {
        var why = breakStorage();

        var failed = takeOne(shell);

        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.output()).contains(" is failed. ", why);
        nothingIsLeft();

        repairStorage();
        var taken = takeOne(shell);
        isChanged(taken, 1);
        assertThat(failed.output()).contains("Snapshot " + made(taken, 1) + " of the key");
        isAFrame(imageIn(taken));
    }

    @Test
    void takesOneAlthoughTheWayIsBumpy() throws IOException {
        try (var road = new BumpyRoad(url(), Bump.TOO_MANY, Bump.LOST, Bump.BAD_GATEWAY)) {
            var taken = takeOne(shell.with("STILLFRAME_URL", road.url() + "/"));

            isChanged(taken, 1);
            assertThat(road.isSmooth()).isTrue();
            isAFrame(imageIn(taken));
            assertThat(images()).hasSize(1);
        }
    }

    @Test
    void saysWhatIsWrong() {
        var unknown =
                shell.run(
                        "ansible-playbook",
                        "-vvv",
                        "snapshot.yml",
                        "-e",
                        "server_id=00000000-0000-4000-8000-00000000dead",
                        "-e",
                        "change=1");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.output())
                .contains("There is no server 00000000")
                .doesNotContain(secret)
                .doesNotContainIgnoringCase("x-auth-token");

        var stranger = takeOne(shell.with("OS_APPLICATION_CREDENTIAL_SECRET", "wrong"));
        assertThat(stranger.code()).isEqualTo(2);
        assertThat(stranger.output()).contains("issued no token: it answered 401");
    }

    private Ended takeOne(Shell somebody) {
        return somebody.run(
                "ansible-playbook",
                "snapshot.yml",
                "-e",
                "server_id=" + server.id(),
                "-e",
                "change=upgrade-42");
    }

    private Ended play(String script) {
        return shell.run("sh", "-eux", "-c", script);
    }

    private static void isChanged(Ended play, int tasks) {
        var recap = RECAP.matcher(play.output());
        assertThat(recap.find()).as(play.output() + play.errors()).isTrue();
        assertThat(recap.group(2)).as(play.output()).isEqualTo("0");
        assertThat(recap.group(1)).as(play.output()).isEqualTo("" + tasks);
        assertThat(play.code()).isZero();
    }

    private static String imageIn(Ended play) {
        return made(play, 2);
    }

    private static String made(Ended play, int group) {
        var made = MADE.matcher(play.output());
        assertThat(made.find()).as(play.output()).isTrue();
        return made.group(group);
    }
}
