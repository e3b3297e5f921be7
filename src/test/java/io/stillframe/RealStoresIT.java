package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Where Glance has several stores, a location must say in which it is; {@code
 * STILLFRAME_TEST_IMAGE_STORE} names Cinder's. Run by itself, because the whole cloud must be set
 * up so.
 */
@Tag("several-stores")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealStoresIT {

    private final RealCloud cloud = RealCloud.named();

    private String server = "";

    @BeforeAll
    void addAServer() {
        server = cloud.add(bootedFrom(ofAnImage()).with(blank()), cloud.name());
    }

    @AfterAll
    void removeAll() {
        cloud.close();
    }

    @Test
    void namesTheStoreInTheLocation() {
        var store = System.getenv("STILLFRAME_TEST_IMAGE_STORE");
        assumeThat(store).as("the store's name").isNotNull();
        var before = cloud.inventory();
        try (var service = LocationsStillframe.start("--stillframe.image-store=" + store)) {
            var frames = service.frames(cloud);
            var evidence = new Evidence(cloud, frames);

            var snapshot = frames.taken(request("root-location"));

            var imageVolumes = evidence.imageVolumes(snapshot);
            assertThat(imageVolumes).hasSize(1);
            assertThat(service.location(snapshot, cloud))
                    .isEqualTo("cinder://%s/%s".formatted(store, imageVolumes.getFirst()));
            evidence.isInTheCloud(snapshot, server);
            evidence.mapsAllDisks(snapshot);
            assertThat(cloud.inventory().since(before)).isEqualTo(evidence.madeFor(snapshot));

            var copy = cloud.bootFrom(snapshot.path("image_id").asString(), cloud.name("copy"));
            evidence.isACopy(copy, server, snapshot);
            cloud.removeServer(copy);
            evidence.isGoneAfterDelete(snapshot);
            assertThat(cloud.inventory()).isEqualTo(before);
        }
    }

    @Test
    void takesAnotherWayAndLeavesNothingWhereTheStoreIsNotNamed() {
        var before = cloud.inventory();
        try (var service = LocationsStillframe.start()) {
            var frames = service.frames(cloud);
            var evidence = new Evidence(cloud, frames);

            var problem = frames.problemWith(request("root-location"));
            assertThat(problem.path("type").asString())
                    .isEqualTo("urn:stillframe:problem:strategy-unavailable");
            assertThat(problem.path("detail").asString()).contains("stillframe.image-store");
            assertThat(cloud.inventory()).isEqualTo(before);

            var snapshot = frames.taken(request("auto"));
            assertThat(snapshot.path("strategy").asString()).isEqualTo("empty-upload");
            assertThat(Evidence.texts(snapshot.path("strategies_refused"), "strategy"))
                    .contains("root-location");
            assertThat(cloud.inventory().since(before)).isEqualTo(evidence.madeFor(snapshot));
            evidence.isGoneAfterDelete(snapshot);
            assertThat(cloud.inventory()).isEqualTo(before);
        }
    }

    private Map<String, String> request(String strategy) {
        return Map.of("server_id", server, "name", cloud.name("frame"), "strategy", strategy);
    }
}
