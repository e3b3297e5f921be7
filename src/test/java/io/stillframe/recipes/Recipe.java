package io.stillframe.recipes;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stillframe.SandboxUser;
import io.stillframe.Web;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Attachment;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/**
 * One service for all recipes, which asks for tokens and serves every project. Each test has a
 * project of its own, with one server, and a directory to work in.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:recipes",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.snapshot-delay=0s",
            "stillframe.sandbox.volume-delay=0s",
            "stillframe.sandbox.delete-delay=0s",
            "stillframe.sandbox.boot-delay=0s",
            "stillframe.image-volumes=always",
            "stillframe.settling-time=500ms",
            "stillframe.identity=keystone",
            "stillframe.rights=caller",
            "stillframe.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        })
@ActiveProfiles("sandbox")
@Execution(ExecutionMode.CONCURRENT)
abstract class Recipe {

    static final Path RECIPES = Path.of("docs/recipes").toAbsolutePath();

    static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final String NO_SPACE = "no space is left";

    @Autowired SandboxCloud cloud;
    @LocalServerPort int port;
    @TempDir Path directory;

    CloudProject project;
    Server server;
    private @Nullable Fault broken;

    @BeforeEach
    void furnish() {
        project = cloud.project("p-" + UUID.randomUUID().toString().substring(0, 8));
        server = add("web");
    }

    final Server add(String name) {
        return project.server(name)
                .bootedFrom(volume(disk(name) + "-root", 1).deletedWithTheServer())
                .with(volume(disk(name) + "-data", 2))
                .add();
    }

    private String disk(String serverName) {
        return project.name() + "-" + serverName;
    }

    final String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A terminal of a user who has set what says where Stillframe is, and who it is. */
    final Shell shell() {
        return new Shell(directory)
                .with(SandboxUser.of(project.name(), project.name(), cloud))
                .with("OS_REGION_NAME", "RegionOne")
                .with("OS_IDENTITY_API_VERSION", "3")
                .with("STILLFRAME_URL", url());
    }

    /** The same, by a clouds.yaml. */
    final Shell atHome() throws IOException {
        var variables = SandboxUser.of(project.name(), project.name(), cloud);
        var auth = new TreeMap<String, String>();
        variables.forEach((name, value) ->
                auth.put(name.substring("OS_".length()).toLowerCase(Locale.ROOT), value));
        var demo = Map.of("auth", auth, "region_name", "RegionOne");
        var file = directory.resolve("clouds.yaml");
        Files.writeString(
                file, Web.JSON.writeValueAsString(Map.of("clouds", Map.of("demo", demo))));
        return new Shell(directory).with("OS_CLIENT_CONFIG_FILE", file);
    }

    static void needs(String... commands) {
        assumeThat(List.of(commands)).allMatch(Shell::has);
    }

    /** No volume snapshot of the server's succeeds any more; returns why. */
    final String breakStorage() {
        broken =
                Fault.at("storage", "create-snapshot", new Effect.Fail(NO_SPACE))
                        .matching(disk(server.name()));
        cloud.faults().add(broken);
        return NO_SPACE;
    }

    @AfterEach
    final void repairStorage() {
        if (broken != null) {
            cloud.faults().remove(broken);
        }
    }

    final List<Image> images() {
        return cloud.images().stream()
                .filter(image -> project.id().equals(image.owner()) && !image.isDeleted())
                .toList();
    }

    /** It boots a copy: it is active, and its mapping names a snapshot of each volume. */
    final void isAFrame(String imageId) {
        var image = images().stream().filter(each -> each.id().equals(imageId)).findFirst();
        assertThat(image).as(imageId).isPresent();
        assertThat(image.get().status()).isEqualTo("active");
        var mapping = image.get().properties().get("block_device_mapping");
        var named =
                project.volumeSnapshots().stream()
                        .filter(snapshot -> String.valueOf(mapping).contains(snapshot.id()))
                        .toList();
        assertThat(named).extracting(VolumeSnapshot::status).containsOnly("available");
        assertThat(named)
                .extracting(snapshot -> snapshot.volume().id())
                .containsExactlyInAnyOrderElementsOf(
                        server.attachments().stream().map(each -> each.volume().id()).toList());
    }

    /** Neither an image, nor a volume that was one's location, nor a volume snapshot. */
    final void nothingIsLeft() {
        assertThat(images()).isEmpty();
        assertThat(project.volumeSnapshots()).isEmpty();
        assertThat(project.volumes())
                .containsExactlyInAnyOrderElementsOf(
                        server.attachments().stream().map(Attachment::volume).toList());
    }
}
