package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * The whole service on the cloud that {@code OS_CLOUD} names. What it says is compared with what
 * the cloud says to {@link RealCloud}, which shares no code with it.
 */
@Tag("real-cloud")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "stillframe.identity=keystone",
            "spring.datasource.url=jdbc:h2:mem:real-cloud"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealCloudIT {

    private final RealCloud cloud = RealCloud.named();
    private final String name = "proof-" + UUID.randomUUID().toString().substring(0, 8);
    private final Web service;
    private final Frames frames;

    private String server = "";

    RealCloudIT(@LocalServerPort int port) {
        service = Web.at("http://127.0.0.1:" + port);
        frames = new Frames(service.with("X-Auth-Token", cloud.token()));
    }

    @BeforeAll
    void addAServer() {
        server = cloud.addServerWithThreeVolumes(name);
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void novaBootsACopyFromTheImage() {
        var snapshot = frames.available(started(server));
        isInTheCloud(snapshot, server);

        var copy = cloud.bootFrom(snapshot.path("image_id").asString(), name + "-copy");

        assertThat(cloud.attachedTo(copy)).hasSize(3);
        assertThat(shapes(cloud.attachedTo(copy))).isEqualTo(shapes(cloud.attachedTo(server)));
        assertThat(texts(cloud.attachedTo(copy), "snapshot_id"))
                .isEqualTo(texts(snapshot.path("volumes"), "snapshot_id"));

        var ofTheCopy = frames.available(started(copy));
        isInTheCloud(ofTheCopy, copy);

        isGoneAfterDelete(ofTheCopy);
        cloud.removeServer(
                copy); // some storage keeps a volume snapshot while its volumes are there
        isGoneAfterDelete(snapshot);
    }

    private String started(String ofServer) {
        var reply = frames.ask(Map.of("server_id", ofServer, "name", name));
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/v1/snapshots/" + reply.text("/id"));
        return reply.text("/id");
    }

    private void isInTheCloud(JsonNode snapshot, String ofServer) {
        var volumes = cloud.attachedTo(ofServer);
        var marked = texts(snapshot.path("volumes"), "snapshot_id");
        var imageId = snapshot.path("image_id").asString();
        cloud.willLeave(imageId, marked);

        assertThat(texts(snapshot.path("volumes"), "volume_id")).isEqualTo(texts(volumes, "id"));
        assertThat(texts(cloud.volumeSnapshotsOf(texts(volumes, "id")), "id"))
                .containsExactlyInAnyOrderElementsOf(marked);
        for (var id : marked) {
            var volumeSnapshot = cloud.volumeSnapshot(id);
            assertThat(volumeSnapshot.path("status").asString()).isEqualTo("available");
            assertThat(volumeSnapshot.path("metadata").propertyNames())
                    .containsExactly("stillframe_snapshot");
            assertThat(volumeSnapshot.at("/metadata/stillframe_snapshot").asString())
                    .isEqualTo(snapshot.path("id").asString());
        }

        var image = cloud.image(imageId);
        assertThat(image.text("/status")).isEqualTo("active");
        assertThat(image.text("/visibility")).isEqualTo("private");
        assertThat(image.text("/name")).isEqualTo(name);
        var mapping = Web.JSON.readTree(image.text("/block_device_mapping"));
        assertThat(mapping).isEqualTo(frames.mapping(snapshot));
        assertThat(texts(mapping, "snapshot_id")).isEqualTo(marked);
        assertThat(texts(mapping, "boot_index")).isEqualTo(List.of("0", "-1", "-1"));
    }

    private void isGoneAfterDelete(JsonNode snapshot) {
        frames.deleted(snapshot.path("id").asString());

        var volumes = texts(snapshot.path("volumes"), "volume_id");
        assertThat(cloud.volumeSnapshotsOf(volumes)).isEmpty();
        assertThat(cloud.image(snapshot.path("image_id").asString()).status()).isEqualTo(404);
    }

    /** What a copy must have in common with its original, disk by disk. */
    private static List<String> shapes(List<JsonNode> volumes) {
        return volumes.stream()
                .map(volume ->
                        "%s GiB of %s, bootable %s"
                                .formatted(
                                        volume.path("size").asInt(),
                                        volume.path("volume_type").asString(),
                                        volume.path("bootable").asString()))
                .toList();
    }

    private static List<String> texts(Iterable<JsonNode> nodes, String field) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(node -> node.path(field).asString())
                .toList();
    }

    @Test
    void refusesAServerThatBootsFromAnImage() {
        var reply = frames.ask(cloud.addImageBackedServer(name + "-image-backed"));

        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(422);
        assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:image-backed");
    }

    @Test
    void wantsATokenOfKeystone() {
        for (var web : List.of(service, service.with("X-Auth-Token", "not-a-token"))) {
            var reply = web.get("/v1/snapshots");

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).startsWith("Keystone uri=");
            assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:unauthenticated");
        }
    }

    @Test
    void hidesAProjectFromTheOthers() {
        var other = RealCloud.of("other");
        assumeThat(other).as("clouds.yaml has a user of another project").isPresent();
        var id = started(server);
        var foreign = service.with("X-Auth-Token", other.orElseThrow().token());

        var read = foreign.get("/v1/snapshots/" + id);
        var deleted = foreign.delete("/v1/snapshots/" + id);
        var asked = new Frames(foreign).ask(server);

        assertThat(read.status()).isEqualTo(404);
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(asked.status()).as("%s", asked.json()).isEqualTo(404);
        assertThat(asked.text("/type")).isEqualTo("urn:stillframe:problem:server-not-found");
        assertThat(new Frames(foreign).all()).isEmpty();
        var untouched = frames.available(id);
        cloud.willLeave(
                untouched.path("image_id").asString(),
                texts(untouched.path("volumes"), "snapshot_id"));
        isGoneAfterDelete(untouched);
    }
}
