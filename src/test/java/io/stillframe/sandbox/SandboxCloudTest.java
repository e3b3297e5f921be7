package io.stillframe.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxCloudTest {

    private final HandClock clock = new HandClock();

    @Test
    void takesAServerFromItsVolumesToAnImageAndToACopy() throws Exception {
        try (var cloud = SandboxCloud.start(SandboxSettings.of("port=0"), clock)) {
            var anonymous = new Client(cloud);
            var reply =
                    anonymous.post(
                            "/identity/v3/auth/tokens",
                            """
                            {"auth": {"identity": {"methods": ["password"], "password": {"user":
                                {"name": "demo", "password": "demo", "domain": {"name": "Default"}}}},
                             "scope": {"project": {"name": "demo", "domain": {"name": "Default"}}}}}
                            """);
            assertThat(reply.status()).isEqualTo(201);
            var project = cloud.project("demo").id();
            assertThat(reply.json().at("/token/project/id").asString()).isEqualTo(project);
            var demo = anonymous.with("X-Auth-Token", reply.header("X-Subject-Token"));

            var servers = demo.get("/compute/v2.1/servers/detail?name=web").json().path("servers");
            assertThat(servers).hasSize(1);
            var server = servers.get(0);
            assertThat(server.path("image").asString()).isEmpty();
            var attachments =
                    demo.speaking("compute 2.89")
                            .get(
                                    "/compute/v2.1/servers/%s/os-volume_attachments"
                                            .formatted(server.path("id").asString()))
                            .json()
                            .path("volumeAttachments");
            assertThat(attachments).hasSize(3);

            var mapping = new StringBuilder();
            for (var attachment : attachments) {
                var snapshot =
                        demo.post(
                                "/volume/v3/%s/snapshots".formatted(project),
                                """
                                {"snapshot": {"volume_id": "%s", "force": true, "metadata": {"mark": "m"}}}
                                """
                                        .formatted(attachment.path("volumeId").asString()));
                assertThat(snapshot.status()).isEqualTo(202);
                mapping.append(mapping.isEmpty() ? "" : ", ")
                        .append(
                                "{\\\"source_type\\\": \\\"snapshot\\\", \\\"destination_type\\\": \\\"volume\\\", \\\"snapshot_id\\\": \\\"%s\\\", \\\"boot_index\\\": %d}"
                                        .formatted(
                                                snapshot.json().at("/snapshot/id").asString(),
                                                mapping.isEmpty() ? 0 : -1));
            }
            var marked =
                    "/volume/v3/%s/snapshots/detail?metadata=%%7B%%22mark%%22:%%20%%22m%%22%%7D"
                            .formatted(project);
            var speaking = demo.speaking("volume 3.70");
            assertThat(speaking.get(marked).json().findValuesAsString("status"))
                    .containsOnly("creating")
                    .hasSize(3);
            clock.pass(Duration.ofMillis(500));
            assertThat(speaking.get(marked).json().findValuesAsString("status"))
                    .containsOnly("available");

            var image =
                    demo.post(
                            "/image/v2/images",
                            """
                            {"name": "frame", "visibility": "private", "disk_format": "raw", "container_format": "bare",
                             "bdm_v2": "True", "block_device_mapping": "[%s]"}
                            """
                                    .formatted(mapping));
            assertThat(image.status()).isEqualTo(201);
            var imageId = image.json().path("id").asString();
            assertThat(
                            demo.upload("/image/v2/images/%s/file".formatted(imageId), new byte[0])
                                    .status())
                    .isEqualTo(204);
            assertThat(demo.get("/image/v2/images/" + imageId).json().path("status").asString())
                    .isEqualTo("active");

            var copy =
                    demo.post(
                            "/compute/v2.1/servers",
                            """
                            {"server": {"name": "copy", "flavorRef": "nodisk", "imageRef": "%s"}}
                            """
                                    .formatted(imageId));
            assertThat(copy.status()).isEqualTo(202);
            clock.pass(Duration.ofSeconds(1));
            var copied =
                    demo.get("/compute/v2.1/servers/" + copy.json().at("/server/id").asString())
                            .json()
                            .path("server");
            assertThat(copied.path("status").asString()).isEqualTo("ACTIVE");
            assertThat(copied.path("os-extended-volumes:volumes_attached")).hasSize(3);
            assertThat(cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
        }
    }
}
