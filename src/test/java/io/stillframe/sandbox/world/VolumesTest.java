package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumesTest {

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;

    @Test
    void isCreatingFirstAndAvailableThen() {
        var volume =
                world.inside(() -> world.volumes().create(small.ann, VolumeWish.blank("data", 1)));
        assertThat(volume.status()).isEqualTo("creating");
        small.pass();
        assertThat(volume.status()).isEqualTo("available");
    }

    @Test
    void inheritsSizeTypeAndImageFromTheSnapshotItIsMadeOf() {
        var volume =
                world.inside(() ->
                        world.volumes()
                                .create(
                                        small.ann,
                                        new VolumeWish(
                                                "root", null, 5, "luks", Map.of(), null, null,
                                                null)));
        world.inside(
                () -> world.volumes().setBootable(volume, true, Map.of("os_distro", "debian")));
        small.pass();
        var copy =
                world.inside(() ->
                        world.volumes()
                                .create(
                                        small.ann,
                                        VolumeWish.copyOf(
                                                small.finishedSnapshot(small.ann, volume),
                                                "copy")));
        assertThat(copy.sizeGib()).isEqualTo(5);
        assertThat(copy.encrypted()).isTrue();
        assertThat(copy.bootable()).isTrue();
        assertThat(copy.imageMetadata()).containsEntry("os_distro", "debian");
    }

    @Test
    void isNotMadeOfASnapshotThatIsNotAvailable() {
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        assertThat(
                        small.refusal(() ->
                                        world.volumes()
                                                .create(
                                                        small.ann,
                                                        VolumeWish.copyOf(snapshot, "early")))
                                .words())
                .isEqualTo(
                        "Invalid snapshot: Originating snapshot status must be one of 'available' values");
    }

    @Test
    void inheritsSizeTypeAndImageFromTheVolumeItIsACloneOf() {
        var volume = small.volume(small.ann, 5);
        world.inside(
                () -> world.volumes().setBootable(volume, true, Map.of("os_distro", "debian")));
        var clone =
                world.inside(() ->
                        world.volumes().create(small.ann, VolumeWish.cloneOf(volume, "clone")));
        assertThat(clone.status()).isEqualTo("creating");
        assertThat(clone.source()).isEqualTo(volume);
        assertThat(clone.sizeGib()).isEqualTo(5);
        assertThat(clone.bootable()).isTrue();
        assertThat(clone.imageMetadata()).containsEntry("os_distro", "debian");
        small.pass();
        world.inside(() -> world.volumes().delete(small.ann, volume.id())); // a clone holds nothing
        small.pass();
        assertThat(world.volumes().all()).containsExactly(clone);
    }

    @Test
    void isNotMadeOfAVolumeThatIsNotThereYet() {
        var volume =
                world.inside(() -> world.volumes().create(small.ann, VolumeWish.blank("data", 1)));
        var refused =
                small.refusal(() ->
                        world.volumes().create(small.ann, VolumeWish.cloneOf(volume, "early")));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.words()).startsWith("Invalid volume: Source volume status must be");
    }

    @Test
    void isNotDeletedWhileItHasSnapshots() {
        var volume = small.volume(small.ann, 1);
        small.snapshot(small.ann, volume);
        var refused = small.refusal(() -> world.volumes().delete(small.ann, volume.id()));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.words())
                .startsWith("Invalid volume: Volume status must be available or error or");
    }

    @Test
    void listsNewestFirstFromBehindAMarker() {
        var first = small.volume(small.ann, 1);
        var second = small.volume(small.ann, 1);
        var third = small.volume(small.ann, 1);
        small.volume(small.ben, 1);
        var project = small.ann.project().id();
        assertThat(world.volumes().of(project)).containsExactly(third, second, first);
        assertThat(world.volumes().ofAfter(project, third)).containsExactly(second, first);
    }

    @Test
    void givesItsRoomBackWhenItIsGone() {
        var volume = small.volume(small.ann, 4);
        world.inside(() -> world.volumes().delete(small.ann, volume.id()));
        small.pass();
        assertThat(world.quotas().of(small.ann.project().id()).get("gigabytes"))
                .isEqualTo(new Quotas.Usage(1000, 0, 0));
    }
}
