package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.Web;
import io.stillframe.sandbox.world.Attachment;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/recipes/boot. */
class BootRecipeIT extends Recipe {

    private static final Path HERE = RECIPES.resolve("boot");

    @Test
    void bootsACopyAsThePageSays() throws IOException {
        needs("openstack", "curl", "jq");
        var snapshot = takeOne();
        var page =
                Page.in(HERE)
                        .having("https://stillframe.example.org", url())
                        .having("5d1f0c9a-27a4-4f0b-9d43-5d0fa3f6c0b2", snapshot)
                        .having("--network private", "--nic none");
        var blocks = page.scripts();

        var booted = type(atHome(), blocks.subList(0, 3));

        assertThat(booted.output()).contains("ACTIVE", "Delete On Termination?");
        var disks = copies().getFirst().attachments();
        assertThat(disks).extracting(Attachment::device).containsExactly("/dev/vda", "/dev/vdb");
        assertThat(disks).extracting(Attachment::deleteOnTermination).containsExactly(true, false);
        var volumes = disks.stream().map(Attachment::volume).toList();
        assertThat(volumes).extracting(Volume::origin).doesNotContainNull();
        assertThat(booted.output())
                .containsPattern("/dev/vda .* " + volumes.getFirst().id() + " .* True ")
                .containsPattern("/dev/vdb .* " + volumes.getLast().id() + " .* False ");

        type(
                atHome().with("OS_CLOUD", "demo").with("OS_COMPUTE_API_VERSION", "2.79"),
                blocks.subList(3, 4));

        assertThat(copies()).isEmpty();
        assertThat(project.volumes()).doesNotContainAnyElementsOf(volumes);
        isAFrame(images().getFirst().id());
    }

    private List<Server> copies() {
        return project.servers().stream().filter(each -> each.name().equals("copy")).toList();
    }

    private static Shell.Ended type(Shell shell, List<String> blocks) {
        var ended = shell.run("sh", "-eux", "-c", String.join("\n", blocks));
        assertThat(ended.code()).as(ended.errors()).isZero();
        return ended;
    }

    private String takeOne() {
        var taken =
                shell().with("OS_TOKEN", project.token().id())
                        .run(RECIPES.resolve("curl/snapshot.sh"), "--json", server.id());
        assertThat(taken.code()).as(taken.errors()).isZero();
        return Web.JSON.readTree(taken.output()).path("id").asString();
    }
}
