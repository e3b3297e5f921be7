package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.recipes.Shell.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/recipes/terraform. */
class TerraformRecipeIT extends Recipe {

    private static final Path HERE = RECIPES.resolve("terraform");
    private static final Pattern IMAGE = Pattern.compile("image_id = \"(" + ID + ")\"");

    private String token;
    private Page page;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        needs("terraform", "curl", "jq");
        var real = directory.toRealPath();
        page =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("\"./recipes/terraform\"", "\"" + real.relativize(HERE) + "\"")
                        .having("90d131f4-67f2-3889-b3ce-7a85ce46e709", server.id());
        Files.writeString(real.resolve("main.tf"), page.blocks("hcl").getFirst());
        token = project.token().id();
        shell = terraform(shell().with("OS_TOKEN", token));
    }

    /** Which asks neither for news of itself nor whether it may. */
    private static Shell terraform(Shell somebody) {
        return somebody.with("CHECKPOINT_DISABLE", 1)
                .with("TF_CLI_ARGS", "-no-color")
                .with("TF_CLI_ARGS_apply", "-auto-approve")
                .with("TF_CLI_ARGS_destroy", "-auto-approve");
    }

    @Test
    void doesWhatThePageSays() throws IOException {
        needs("openstack");
        var commands = page.scripts();

        var taken = type(terraform(atHome()), commands.getFirst());
        isAFrame(imageIn(taken));
        assertThat(images()).extracting("name").containsExactly("before the upgrade");
        assertThat(state()).contains(imageIn(taken)).doesNotContain(project.name());

        forgetWhatLiesAround();
        showsNoChanges();

        var another = type(shell, commands.get(1));
        isAFrame(imageIn(another));
        assertThat(images()).extracting("id").containsExactly(imageIn(another));
        assertThat(imageIn(another)).isNotEqualTo(imageIn(taken));
        assertThat(state()).doesNotContain(token);
        showsNoChanges();

        type(shell, commands.get(2));
        nothingIsLeft();
    }

    @Test
    void endsWithTheReasonAndTriesTheSameAgain() {
        type(shell, "terraform init");
        var why = breakStorage();

        var failed = shell.run("terraform", "apply");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output() + failed.errors()).contains(" is failed. ", why);
        nothingIsLeft();

        repairStorage();
        var taken = type(shell, "terraform apply");
        assertThat(taken.output()).contains(" of server web is failed");
        isAFrame(imageIn(taken));
        showsNoChanges();
    }

    @Test
    void refusesWhatIsNoServerBeforeAnythingIsDone() throws IOException {
        var file = directory.resolve("main.tf");
        Files.writeString(file, Files.readString(file).replace(server.id(), "web"));
        type(shell, "terraform init");

        var planned = shell.run("terraform", "plan");

        assertThat(planned.code()).isEqualTo(1);
        assertThat(planned.errors()).contains("server_id has to be the id of a server");
    }

    @Test
    void isFormattedAsTerraformDoes() {
        var formatted = shell.run("terraform", "fmt", "-check", "-diff", HERE);

        assertThat(formatted.code()).as(formatted.output()).isZero();
    }

    private void showsNoChanges() {
        var planned = shell.run("terraform", "plan", "-detailed-exitcode");
        assertThat(planned.code()).as(planned.output() + planned.errors()).isZero();
    }

    /** As on another machine with the same state. */
    private void forgetWhatLiesAround() throws IOException {
        var answers = directory.resolve(".terraform/stillframe");
        try (var files = Files.list(answers)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(answers);
    }

    private String state() throws IOException {
        return Files.readString(directory.resolve("terraform.tfstate"));
    }

    /** In the outputs; what was planned comes before. */
    private static String imageIn(Ended applied) {
        var image = IMAGE.matcher(applied.output().replaceFirst("(?s).*Outputs:", ""));
        assertThat(image.find()).as(applied.output()).isTrue();
        return image.group(1);
    }

    private static Ended type(Shell shell, String script) {
        var ended = shell.run("sh", "-eux", "-c", script);
        assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
        return ended;
    }
}
