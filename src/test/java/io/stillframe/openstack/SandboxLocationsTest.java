package io.stillframe.openstack;

import static io.stillframe.openstack.SandboxContractTest.configOf;
import static io.stillframe.openstack.Specimen.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.Images.Added;
import io.stillframe.snapshot.NewImage;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;

/** Locations as far as each kind of cloud lets us add them. */
class SandboxLocationsTest {

    private static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");

    private interface Story {
        void play(OpenStack cloud, String imageId, String volumeId);
    }

    private static void inACloudOf(String locations, String user, Story story) {
        var settings = SandboxSettings.quick("locations=" + locations);
        try (var sandbox = SandboxCloud.start(settings);
                var cloud =
                        OpenStack.connect(
                                configOf(user, sandbox),
                                Limits.DEFAULT,
                                WebClient.builder(),
                                InstantSource.system())) {
            var id = UUID.randomUUID().toString();
            cloud.images().register(new NewImage(id, "web", "private", 1, 0, Map.of()));
            var volume = cloud.volumes().make(RUN, new NewVolume(null, 3, null, "web", ""));
            until(() -> cloud.volumes().volumesMarked(RUN).getFirst().status().equals("available"));
            story.play(cloud, id, volume.id());
        }
    }

    private static Image image(OpenStack cloud, String id) {
        return cloud.images().find(id).orElseThrow();
    }

    @Test
    void makesAnImageActiveThatOwnsTheVolumeFromThenOn() {
        inACloudOf(
                "volumes",
                "demo",
                (cloud, id, volume) -> {
                    assertThat(cloud.images().addLocation(id, "cinder://" + volume))
                            .isEqualTo(Added.DONE);

                    assertThat(image(cloud, id).status()).isEqualTo(Image.Status.ACTIVE);
                    assertThat(image(cloud, id).size()).isEqualTo(3L << 30);
                    cloud.images().delete(id);
                    until(() -> cloud.volumes().volumesMarked(RUN).isEmpty());
                });
    }

    @Test
    void takesAVolumeSnapshotWhereTheStoreDoes() {
        inACloudOf(
                "snapshots",
                "demo",
                (cloud, id, volume) -> {
                    var wanted = List.of(new NewVolumeSnapshot(volume, "web", ""));
                    var snapshot = cloud.volumes().snapshotAll(RUN, wanted).getFirst().id();
                    until(() ->
                            cloud.volumes()
                                    .snapshotsMarked(RUN, List.of(volume))
                                    .getFirst()
                                    .status()
                                    .present());

                    assertThat(cloud.images().addLocation(id, "cinder://" + snapshot))
                            .isEqualTo(Added.DONE);
                });
    }

    @Test
    void saysThatLocationsAreClosed() {
        inACloudOf(
                "closed",
                "demo",
                (cloud, id, volume) -> {
                    assertThatThrownBy(() -> cloud.images().addLocation(id, "cinder://" + volume))
                            .hasMessageContaining("if locations are invisible");
                    assertThat(image(cloud, id).status()).isEqualTo(Image.Status.QUEUED);
                });
    }

    @Test
    void saysThatTheNewerCallIsClosedToUsToo() {
        inACloudOf(
                "service-only",
                "demo",
                (cloud, id, volume) -> {
                    assertThatThrownBy(() -> cloud.images().addLocation(id, "cinder://" + volume))
                            .hasMessageContaining("not allowed to add locations to this image")
                            .hasMessageContaining("if locations are invisible");
                    assertThat(image(cloud, id).status()).isEqualTo(Image.Status.QUEUED);
                });
    }

    @Test
    void addsALocationByTheNewerCallThatLooksAtItLater() {
        inACloudOf(
                "service-only",
                "stillframe",
                (cloud, id, volume) -> {
                    assertThat(cloud.images().addLocation(id, "cinder://" + volume))
                            .isEqualTo(Added.ACCEPTED);

                    until(() -> image(cloud, id).status() == Image.Status.ACTIVE);
                });
    }

    @Test
    void hearsNothingOfANewerCallThatLeadsNowhere() {
        inACloudOf(
                "service-only",
                "stillframe",
                (cloud, id, _) -> {
                    var nowhere = "cinder://00000000-0000-4000-8000-00000000dead";

                    assertThat(cloud.images().addLocation(id, nowhere)).isEqualTo(Added.ACCEPTED);

                    assertThat(image(cloud, id).status()).isEqualTo(Image.Status.QUEUED);
                });
    }
}
