package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.Images.Added;
import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Locations as far as each kind of cloud lets us add them. */
public abstract class LocationsContract {

    private static final UUID RUN = UUID.fromString("11111111-1111-4111-8111-111111111111");

    /** A queued image, and an available volume of 3 GiB that might become its location. */
    protected interface Story {
        void play(Ports ports, String imageId, String volumeId);
    }

    /**
     * @param asService whether our credentials have the role {@code service}
     */
    protected abstract void inACloudOf(
            Locations locations, boolean asService, Consumer<Ports> story);

    protected final void play(Locations locations, boolean asService, Story story) {
        inACloudOf(
                locations,
                asService,
                ports -> {
                    var id = UUID.randomUUID().toString();
                    ports.images()
                            .register(new NewImage(id, "web", "private", 1, 0, Map.of(), null));
                    var volume = ports.volumes().make(RUN, new NewVolume(null, 3, null, "web", ""));
                    ports.until(() -> ours(ports).getFirst().status().equals("available"));
                    story.play(ports, id, volume.id());
                });
    }

    private static List<Volume> ours(Ports ports) {
        return ports.volumes().volumesMarked(RUN);
    }

    protected static Image image(Ports ports, String id) {
        return ports.images().find(id).orElseThrow();
    }

    @Test
    void makesAnImageActiveThatOwnsTheVolumeFromThenOn() {
        play(
                Locations.VOLUMES,
                false,
                (ports, id, volume) -> {
                    assertThat(
                                    ports.images()
                                            .addLocation(
                                                    id,
                                                    new Location(
                                                            "cinder://" + volume,
                                                            What.IMAGE_VOLUME)))
                            .isEqualTo(Added.DONE);

                    assertThat(image(ports, id).status()).isEqualTo(Image.Status.ACTIVE);
                    assertThat(image(ports, id).size()).isEqualTo(3L << 30);
                    ports.images().delete(id);
                    ports.until(() -> ours(ports).isEmpty());
                });
    }

    @Test
    void takesAVolumeSnapshotWhereTheStoreDoes() {
        play(
                Locations.SNAPSHOTS,
                false,
                (ports, id, volume) -> {
                    var wanted = List.of(new NewVolumeSnapshot(volume, "web", ""));
                    var snapshot = ports.volumes().snapshotAll(RUN, wanted).getFirst().id();
                    ports.until(() ->
                            ports.volumes()
                                    .snapshotsMarked(RUN, List.of(volume))
                                    .getFirst()
                                    .status()
                                    .present());

                    assertThat(
                                    ports.images()
                                            .addLocation(
                                                    id,
                                                    new Location(
                                                            "cinder://" + snapshot,
                                                            What.IMAGE_VOLUME)))
                            .isEqualTo(Added.DONE);
                });
    }

    @Test
    void isRefusedAndLeavesTheImageQueuedWhereLocationsAreClosed() {
        for (var closed : List.of(Locations.CLOSED, Locations.SERVICE_ONLY)) {
            play(
                    closed,
                    false,
                    (ports, id, volume) -> {
                        var problem =
                                problemOf(() ->
                                        ports.images()
                                                .addLocation(
                                                        id,
                                                        new Location(
                                                                "cinder://" + volume,
                                                                What.IMAGE_VOLUME)));

                        assertThat(problem.mayHaveHappened()).isFalse();
                        assertThat(problem.mayPass()).isFalse();
                        assertThat(Objects.requireNonNull(problem.upstream()).status())
                                .isEqualTo(403);
                        assertThat(image(ports, id).status()).isEqualTo(Image.Status.QUEUED);
                    });
        }
    }

    @Test
    void addsALocationByTheNewerCallThatLooksAtItLater() {
        play(
                Locations.SERVICE_ONLY,
                true,
                (ports, id, volume) -> {
                    assertThat(
                                    ports.images()
                                            .addLocation(
                                                    id,
                                                    new Location(
                                                            "cinder://" + volume,
                                                            What.IMAGE_VOLUME)))
                            .isEqualTo(Added.ACCEPTED);

                    ports.until(() -> image(ports, id).status() == Image.Status.ACTIVE);
                    ports.images().delete(id);
                    ports.until(() -> ours(ports).isEmpty());
                });
    }

    @Test
    void hearsNothingOfANewerCallThatLeadsNowhere() {
        play(
                Locations.SERVICE_ONLY,
                true,
                (ports, id, volume) -> {
                    var nowhere = "cinder://00000000-0000-4000-8000-00000000dead";

                    assertThat(
                                    ports.images()
                                            .addLocation(
                                                    id, new Location(nowhere, What.IMAGE_VOLUME)))
                            .isEqualTo(Added.ACCEPTED);

                    // whatever Glance does with it is done when the volume is gone
                    ports.volumes().deleteVolume(volume);
                    ports.until(() -> ours(ports).isEmpty());
                    assertThat(image(ports, id).status()).isEqualTo(Image.Status.QUEUED);
                });
    }
}
