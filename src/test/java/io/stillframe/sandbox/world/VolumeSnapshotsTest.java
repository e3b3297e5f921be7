package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumeSnapshotsTest {

    private final SmallWorld small = new SmallWorld();
    private final World world = small.world;

    @Test
    void isCreatingUntilStorageHasHadItsTime() {
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        small.clock.pass(SmallWorld.STORAGE.minusMillis(1));
        assertThat(world.inside(snapshot::status)).isEqualTo("creating");
        small.clock.pass(Duration.ofMillis(1));
        assertThat(world.inside(snapshot::status)).isEqualTo("available");
        assertThat(snapshot.updatedAt()).isEqualTo(small.clock.instant());
    }

    @Test
    void keepsTheTimeAtWhichItBecameAvailableHoweverLateSomebodyLooks() {
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        var due = small.clock.instant().plus(SmallWorld.STORAGE);
        small.clock.pass(Duration.ofDays(300));
        world.inside(() -> {});
        assertThat(snapshot.updatedAt()).isEqualTo(due);
    }

    @Test
    void needsForceForAVolumeInUse() {
        var volume = small.volume(small.ann, 1);
        world.inside(() -> world.volumes().setStatus(volume, "in-use"));
        var refused =
                small.refusal(() ->
                        world.snapshots()
                                .create(
                                        small.ann,
                                        new SnapshotWish(volume.id(), "s", null, Map.of(), false)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.words())
                .isEqualTo(
                        "Invalid volume: Volume %s status must be available, but current status is: in-use."
                                .formatted(volume.id()));
    }

    @Test
    void isNotMadeOfAVolumeInError() {
        var volume = small.volume(small.ann, 1);
        world.inside(() -> world.volumes().setStatus(volume, "error"));
        assertThat(small.refusal(() -> small.snapshot(small.ann, volume)).words())
                .isEqualTo(
                        "Invalid volume: The snapshot cannot be created when the volume is in error status.");
    }

    @Test
    void isBookedToTheProjectThatAsksNotToTheVolumesOwn() {
        var snapshot = small.snapshot(small.admin, small.volume(small.ann, 3));
        assertThat(snapshot.projectId()).isEqualTo(small.admin.project().id());
        assertThat(world.quotas().of(small.admin.project().id()).get("snapshots"))
                .extracting(Quotas.Usage::inUse)
                .isEqualTo(1);
        assertThat(world.quotas().of(small.ann.project().id()).get("snapshots"))
                .extracting(Quotas.Usage::inUse)
                .isEqualTo(0);
    }

    @Test
    void countsToNumberGigabytesAndTypeUntilItIsGone() {
        var volume = small.volume(small.ann, 3);
        var snapshot = small.finishedSnapshot(small.ann, volume);
        var quotas = world.quotas().of(small.ann.project().id());
        assertThat(quotas.get("gigabytes")).isEqualTo(new Quotas.Usage(1000, 6, 0));
        assertThat(quotas.get("gigabytes_standard")).isEqualTo(new Quotas.Usage(-1, 6, 0));
        assertThat(quotas.get("snapshots_standard")).isEqualTo(new Quotas.Usage(-1, 1, 0));

        small.delete(small.ann, snapshot);
        assertThat(world.quotas().of(small.ann.project().id()).get("gigabytes"))
                .isEqualTo(new Quotas.Usage(1000, 6, 0));
        small.pass();
        assertThat(world.quotas().of(small.ann.project().id()).get("gigabytes"))
                .isEqualTo(new Quotas.Usage(1000, 3, 0));
        assertThat(world.snapshots().find(snapshot.id())).isEmpty();
    }

    @Test
    void isRefusedAboveTheQuotaOfItsType() {
        var volume = small.volume(small.ann, 3);
        world.quotas().limit(small.ann.project().id(), "gigabytes_standard", 5);
        var refused = small.refusal(() -> small.snapshot(small.ann, volume));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.words())
                .isEqualTo(
                        "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed"
                                + " gigabytes_standard quota. Requested 3G, quota is 5G and 3G has been consumed.");
    }

    @Test
    void countsWhatOthersHaveReserved() {
        var volume = small.volume(small.ann, 1);
        world.quotas().limit(small.ann.project().id(), "snapshots", 2);
        world.quotas().reserve(small.ann.project().id(), "snapshots", 2);
        assertThat(small.refusal(() -> small.snapshot(small.ann, volume)).words())
                .isEqualTo(
                        "SnapshotLimitExceeded: Maximum number of snapshots allowed (2) exceeded");
    }

    @Test
    void isNotDeletedWhileItIsBeingMadeNorTwice() {
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        assertThat(small.refusal(() -> small.delete(small.ann, snapshot)).status()).isEqualTo(400);
        small.pass();
        small.delete(small.ann, snapshot);
        assertThat(small.refusal(() -> small.delete(small.ann, snapshot)).words())
                .isEqualTo(
                        "Invalid snapshot: Snapshot status must be available or error and must not be part of a group.");
        small.pass();
        assertThat(small.refusal(() -> small.delete(small.ann, snapshot)).status()).isEqualTo(404);
    }

    @Test
    void comesBackFromDeletingWhileAVolumeMadeOfItIsThere() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        var child =
                world.inside(() ->
                        world.volumes().create(small.ann, VolumeWish.copyOf(snapshot, "child")));
        small.pass();
        small.delete(small.ann, snapshot);
        assertThat(snapshot.status()).isEqualTo("deleting");
        small.pass();
        assertThat(snapshot.status()).isEqualTo("available");

        world.inside(() -> world.volumes().delete(small.ann, child.id()));
        small.pass();
        small.delete(small.ann, snapshot);
        small.pass();
        assertThat(world.snapshots().find(snapshot.id())).isEmpty();
    }

    @Test
    void goesDespiteItsChildrenWhereStorageCopies() {
        var copying = new SmallWorld(Locations.VOLUMES, false);
        var snapshot = copying.finishedSnapshot(copying.ann, copying.volume(copying.ann, 1));
        copying.world.inside(() ->
                copying.world.volumes().create(copying.ann, VolumeWish.copyOf(snapshot, "child")));
        copying.pass();
        copying.delete(copying.ann, snapshot);
        copying.pass();
        assertThat(copying.world.snapshots().find(snapshot.id())).isEmpty();
    }

    @Test
    void endsInErrorWithAMessageWhenStorageFails() {
        world.faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "create-snapshot",
                                        new Effect.Fail("no space left on the array"))
                                .times(1));
        var volume = small.volume(small.ann, 1);
        var failed = small.finishedSnapshot(small.ann, volume);
        assertThat(failed.status()).isEqualTo("error");
        assertThat(failed.progress()).isEqualTo("0%");
        assertThat(world.messages().of(small.ann.project().id()))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.resourceId()).isEqualTo(failed.id());
                    assertThat(message.text())
                            .isEqualTo("create snapshot:no space left on the array");
                });
        assertThat(small.finishedSnapshot(small.ann, volume).status()).isEqualTo("available");
    }

    @Test
    void endsAsErrorDeletingWhenStorageCannotDeleteIt() {
        var snapshot = small.finishedSnapshot(small.ann, small.volume(small.ann, 1));
        world.faults().add("storage", "delete-snapshot", new Effect.Fail("array is offline"));
        small.delete(small.ann, snapshot);
        small.pass();
        assertThat(snapshot.status()).isEqualTo("error_deleting");
        assertThat(small.refusal(() -> small.delete(small.ann, snapshot)).status()).isEqualTo(400);
    }

    @Test
    void staysCreatingAsLongAsStorageHangs() {
        world.faults().add("storage", "create-snapshot", new Effect.Hang());
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        small.clock.pass(Duration.ofDays(1));
        assertThat(world.inside(snapshot::status)).isEqualTo("creating");
        world.faults().clear();
        small.pass();
        assertThat(world.inside(snapshot::status)).isEqualTo("available");
    }

    @Test
    void isNotSeenFromAnotherProject() {
        var snapshot = small.snapshot(small.ann, small.volume(small.ann, 1));
        assertThat(small.refusal(() -> world.snapshots().visible(small.ben, snapshot.id())).words())
                .isEqualTo("Snapshot %s could not be found.".formatted(snapshot.id()));
        assertThat(world.snapshots().of(small.ben.project().id())).isEmpty();
    }
}
