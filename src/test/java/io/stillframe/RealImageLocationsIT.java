package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Images with a location, where Glance lets callers set it. */
@Tag("real-cloud")
@EnabledIfEnvironmentVariable(named = "STILLFRAME_TEST_LOCATIONS_URL", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealImageLocationsIT {

    private final HttpStore store = new HttpStore("data that is 26 bytes long");
    private final LocationsStillframe service =
            LocationsStillframe.start(
                    "--stillframe.location-hosts=127.0.0.1:9," + store.authority());
    private final RealCloud cloud = RealCloud.named();
    private final Album album = service.album(cloud);
    private final BlockDevices devices = new BlockDevices(cloud);

    @BeforeAll
    void addDisks() {
        devices.add();
    }

    @AfterAll
    void removeAll() {
        service.close();
        store.close();
        cloud.close();
    }

    @Test
    void makesTheRootOfTheMappingTheLocation() {
        var before = cloud.inventory();

        var image =
                album.made(
                        Map.of(
                                "name",
                                cloud.name("mapping"),
                                "block_device_mapping",
                                devices.mapping()));

        assertThat(image.path("strategy").asString()).isEqualTo("root-location");
        assertThat(image.path("size").asLong()).isEqualTo(1L << 30);
        var id = image.path("id").asString();
        var volume = service.location(id, cloud).substring("cinder://".length());
        var made = cloud.volumes().stream().filter(one -> one.path("id").asString().equals(volume));
        assertThat(made.map(one -> one.path("snapshot_id").asString()))
                .containsExactly(devices.snapshot());
        devices.areTheDisksOf(cloud.bootFrom(id, cloud.name("booted")));
        album.delete(id);
        RealCloud.until("gone", () -> cloud.inventory().equals(before) ? "gone" : "there");
    }

    /** Only a Glance that may ask 127.0.0.1 takes it from there. */
    @Test
    @EnabledIfEnvironmentVariable(named = "STILLFRAME_TEST_HTTP_LOCATIONS", matches = "yes")
    void takesAnImageFromAnHttpServer() {
        var image =
                album.made(
                        Map.of(
                                "name",
                                cloud.name("elsewhere"),
                                "location",
                                store.url(),
                                "disk_format",
                                "raw"));

        var id = image.path("id").asString();
        assertThat(image.path("status").asString()).isEqualTo("active");
        assertThat(image.path("size").asLong()).isEqualTo(26);
        assertThat(service.location(id, cloud)).isEqualTo(store.url());
        album.delete(id);
    }

    @Test
    void saysWhyGlanceDoesNotTakeALocation() {
        var before = cloud.inventory();

        var reply =
                album.ask(
                        Map.of(
                                "name",
                                cloud.name("nowhere"),
                                "location",
                                "http://127.0.0.1:9/nothing"));

        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(422);
        assertThat(reply.text("/detail"))
                .contains("Glance answered 400", "has to reach the address");
        assertThat(reply.text("/upstream/status")).isEqualTo("400");
        assertThat(reply.text("/upstream/request_id")).startsWith("req-");
        assertThat(cloud.inventory()).isEqualTo(before);
        assertThat(reply.text("/type")).isEqualTo("urn:stillframe:problem:location-not-allowed");
    }
}
