package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stillframe.sandbox.SandboxCloud;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/**
 * The ordinary {@code openstack} command sees in the simulated cloud what Stillframe made there.
 * Skipped where there is no such command.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:openstack-command",
            "stillframe.sandbox.port=0",
            "stillframe.sandbox.first-snapshot=false"
        })
@ActiveProfiles("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenStackCommandIT {

    private final SandboxCloud cloud;
    private final Frames frames;

    OpenStackCommandIT(@Autowired SandboxCloud cloud, @LocalServerPort int port) {
        this.cloud = cloud;
        this.frames = new Frames(Web.at("http://127.0.0.1:" + port));
    }

    @BeforeEach
    void needsTheCommand() {
        var path = Stream.of(System.getenv("PATH").split(File.pathSeparator));
        assumeThat(path.map(directory -> Path.of(directory, "openstack")))
                .as("openstack is on the PATH")
                .anyMatch(Files::isExecutable);
    }

    @Test
    void seesTheServersAndWhatWasMadeOfOne() throws Exception {
        var servers = openstack("server", "list", "--long");
        assertThat(texts(servers, "Name")).contains("web-01", "db-01", "jump-01");

        var snapshot = frames.taken(idOf(servers, "web-01"));

        var volumeSnapshots = openstack("volume", "snapshot", "list");
        assertThat(texts(volumeSnapshots, "ID"))
                .containsExactlyInAnyOrderElementsOf(
                        texts(snapshot.path("volumes"), "snapshot_id"));
        assertThat(texts(volumeSnapshots, "Status")).containsOnly("available");
        var imageId = snapshot.path("image_id").asString();
        assertThat(texts(openstack("image", "list", "--private"), "ID")).containsExactly(imageId);
        var image = openstack("image", "show", imageId);
        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.at("/properties/block_device_mapping").asString())
                .contains(texts(snapshot.path("volumes"), "snapshot_id"));
    }

    private static String idOf(JsonNode servers, String name) {
        return servers.valueStream()
                .filter(server -> server.path("Name").asString().equals(name))
                .map(server -> server.path("ID").asString())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode openstack(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openstack"));
        command.addAll(List.of(words));
        command.addAll(List.of("-f", "json"));
        var errors = Files.createTempFile("openstack-", ".err");
        try {
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
            builder.environment().putAll(SandboxUser.demo(cloud));
            builder.environment().put("OS_REGION_NAME", "RegionOne");
            builder.environment().put("OS_IDENTITY_API_VERSION", "3");
            var process = builder.start();
            var output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as("%s: %s", String.join(" ", command), Files.readString(errors))
                    .isZero();
            return Web.JSON.readTree(output);
        } finally {
            Files.delete(errors);
        }
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(each -> each.path(field).asString()).toList();
    }
}
