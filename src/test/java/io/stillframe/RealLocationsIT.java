package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;

/** Where Glance lets callers set the locations of images, with one store of each kind. */
@Tag("real-cloud")
@EnabledIfEnvironmentVariable(named = "STILLFRAME_TEST_LOCATIONS_URL", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealLocationsIT {

    private final LocationsStillframe service = LocationsStillframe.start();
    private final RealCloud cloud = RealCloud.named();
    private final Frames frames = service.frames(cloud);
    private final Evidence evidence = new Evidence(cloud, frames);

    private String server = "";

    @BeforeAll
    void addAServer() {
        server = cloud.add(bootedFrom(ofAnImage()).with(blank().of(2), blank()), cloud.name());
    }

    @AfterAll
    void removeAll() {
        service.close();
        cloud.close();
    }

    @Test
    void makesTheRootTheLocationAndMapsAllDisks() {
        var before = cloud.inventory();

        var snapshot = frames.taken(request(Map.of("strategy", "root-location")));

        assertThat(snapshot.path("strategy").asString()).isEqualTo("root-location");
        hasTheRootAsItsLocation(snapshot);
        evidence.isInTheCloud(snapshot, server);
        evidence.mapsAllDisks(snapshot);
        assertThat(cloud.inventory().since(before)).isEqualTo(evidence.madeFor(snapshot));

        var copy = cloud.bootFrom(snapshot.path("image_id").asString(), cloud.name("copy"));
        evidence.isACopy(copy, server, snapshot);
        cloud.removeServer(copy);
        evidence.isGoneAfterDelete(snapshot);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    /** Only a boot that asks for a volume of the image's data makes the root a volume. */
    @Test
    void leavesTheRootOutOfTheMappingOnRequest() {
        var before = cloud.inventory();

        var snapshot =
                frames.taken(
                        request(Map.of("strategy", "root-location", "root_in_mapping", false)));

        hasTheRootAsItsLocation(snapshot);
        evidence.isInTheCloud(snapshot, server);
        var others = Evidence.volumeSnapshots(snapshot).subList(1, 3);
        var mapping = frames.mapping(snapshot);
        assertThat(Evidence.texts(mapping, "snapshot_id")).isEqualTo(others);
        assertThat(Evidence.texts(mapping, "boot_index")).isEqualTo(List.of("-1", "-1"));

        var image = snapshot.path("image_id").asString();
        var copy = cloud.bootFromTheDataOf(image, cloud.name("copy"));
        var disks = cloud.disksOf(copy);
        assertThat(disks.stream().skip(1).map(Disk::snapshotId)).isEqualTo(others);
        assertThat(disks.getFirst().volume().at("/volume_image_metadata/image_id").asString())
                .isEqualTo(image);
        cloud.removeServer(copy);
        evidence.isGoneAfterDelete(snapshot);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    @Test
    void takesTheRootAsLocationUnlessAskedForSomethingElse() {
        var before = cloud.inventory();

        var auto = frames.taken(request(Map.of()));
        var empty = frames.taken(request(Map.of("strategy", "empty-upload")));

        assertThat(auto.path("requested_strategy").asString()).isEqualTo("auto");
        assertThat(auto.path("strategy").asString()).isEqualTo("root-location");
        assertThat(Evidence.texts(auto.path("strategies_refused"), "strategy"))
                .doesNotContain("root-location");
        hasTheRootAsItsLocation(auto);
        assertThat(empty.path("strategy").asString()).isEqualTo("empty-upload");
        assertThat(cloud.image(empty.path("image_id").asString()).text("/size")).isEqualTo("0");
        evidence.isInTheCloud(empty, server);
        evidence.mapsAllDisks(empty);
        assertThat(evidence.imageVolumes(empty)).isEmpty();
        evidence.isGoneAfterDelete(auto);
        evidence.isGoneAfterDelete(empty);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    /** The image would be ciphertext. */
    @Test
    void keepsAnEncryptedRootOutOfTheLocations() {
        assumeThat(cloud.hasVolumeType("luks")).as("volume type luks").isTrue();
        var name = cloud.name("encrypted");
        var encrypted = cloud.add(bootedFrom(ofAnImage().ofType("luks")), name);
        var before = cloud.inventory();

        var auto = frames.taken(Map.of("server_id", encrypted, "name", name));

        assertThat(auto.path("strategy").asString()).isEqualTo("empty-upload");
        assertThat(Evidence.texts(auto.path("strategies_refused"), "strategy"))
                .contains("root-location");
        assertThat(auto.path("strategies_refused").toString()).contains("encrypted");
        evidence.isGoneAfterDelete(auto);

        var request = Map.of("server_id", encrypted, "name", name, "strategy", "root-location");
        var byName = frames.problemWith(request);

        assertThat(byName.path("type").asString())
                .isEqualTo("urn:stillframe:problem:strategy-unavailable");
        assertThat(byName.path("detail").asString()).contains("encrypted");
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    private Map<String, ?> request(Map<String, ?> more) {
        var request = new HashMap<String, Object>(more);
        request.put("server_id", server);
        request.put("name", cloud.name("frame"));
        return request;
    }

    /** By a volume of its own: the server's volume and the volume snapshot stay out of it. */
    private void hasTheRootAsItsLocation(JsonNode snapshot) {
        var imageVolumes = evidence.imageVolumes(snapshot);
        assertThat(imageVolumes).hasSize(1);
        assertThat(service.location(snapshot, cloud))
                .isEqualTo("cinder://" + imageVolumes.getFirst());
        var image = cloud.image(snapshot.path("image_id").asString());
        assertThat(image.json().path("size").asLong()).isEqualTo(1L << 30);
    }
}
