package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Images out of any block devices, which Nova boots, and images changed as callers do. */
@OnRealCloud
class RealBlockDevicesIT {

    private final RealCloud cloud = RealCloud.named();
    private final Web service;
    private final Album album;
    private final BlockDevices devices = new BlockDevices(cloud);

    RealBlockDevicesIT(@LocalServerPort int port) {
        service = Web.at("http://127.0.0.1:" + port);
        album = new Album(service.with("X-Auth-Token", cloud.token()));
    }

    @BeforeAll
    void addDisks() {
        devices.add();
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void makesAnImageThatNovaBootsFromABlankVolumeAVolumeSnapshotAndAVolume() {
        var image = album.made(request("mapping", devices.mapping()));

        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.path("size").asLong()).isZero();
        assertThat(image.path("strategy").asString()).isEqualTo("empty-upload");
        assertThat(image.path("block_device_mapping")).hasSize(3);
        devices.areTheDisksOf(cloud.bootFrom(id(image), cloud.name("booted")));
        album.delete(id(image));
    }

    @Test
    void readsChangesListsAndDeletesAnImage() {
        var value = "[{\"a\": \"b, c\"}, \"ü\", \"日本\"]";
        var image =
                album.made(
                        Map.of(
                                "name",
                                cloud.name("bare"),
                                "properties",
                                Map.of("note", value, "Mixed-Case", "kept", "of", cloud.name())));

        var changed =
                album.changed(
                        id(image),
                        Map.of(
                                "properties",
                                Map.of("second", "50%20off"),
                                "remove_properties",
                                List.of("note"),
                                "min_disk",
                                2,
                                "protected",
                                true));

        assertThat(changed.path("properties").toString())
                .contains("\"second\":\"50%20off\"", "\"Mixed-Case\":\"kept\"")
                .doesNotContain("note");
        assertThat(changed.path("min_disk").asInt()).isEqualTo(2);
        assertThat(service().delete("/v1/images/" + id(image)).status()).isEqualTo(409);
        assertThat(album.ids("of=" + cloud.name())).containsExactly(id(image));
        assertThat(album.ids("of=" + cloud.name() + "&second=50%2520off"))
                .containsExactly(id(image));
        var purged =
                album.changed(
                        id(image),
                        Map.of("replace_properties", Map.of("only", "this"), "protected", false));
        assertThat(purged.path("properties").toString()).isEqualTo("{\"only\":\"this\"}");
        album.delete(id(image));
        assertThat(album.ids("name=" + cloud.name("bare"))).isEmpty();
    }

    @Test
    void refusesAMappingThatNovaWouldNotBoot() {
        var before = cloud.inventory();
        var nobody = "00000000-0000-4000-8000-00000000dead";
        var missing = new HashMap<>(BlockDevices.snapshot(nobody));
        var reply = album.ask(request("wrong", List.of(missing)));

        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(422);
        assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:invalid-mapping");
        assertThat(reply.text("/detail")).contains("block_device_mapping[0]", nobody);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    /** Told like a volume snapshot that is not there. */
    @Test
    void refusesTheDisksOfAnotherProject() {
        var other = Login.of("other");
        assumeThat(other).as("clouds.yaml has a user of another project").isPresent();
        try (var theirs = new RealCloud(other.orElseThrow())) {
            var foreign = new BlockDevices(theirs);
            foreign.add();

            var reply = album.ask(request("foreign", foreign.mapping()));

            assertThat(reply.status()).as("%s", reply.json()).isEqualTo(422);
            assertThat(reply.text("/detail"))
                    .contains("block_device_mapping[0]", "no volume snapshot", "in this project");
        }
    }

    private Web service() {
        return service.with("X-Auth-Token", cloud.token());
    }

    private Map<String, ?> request(String what, List<? extends Map<String, ?>> mapping) {
        return Map.of("name", cloud.name(what), "block_device_mapping", mapping);
    }

    private static String id(JsonNode image) {
        return image.path("id").asString();
    }
}
