package io.stillframe.snapshot;

import static io.stillframe.snapshot.BlockDevices.at;
import static io.stillframe.snapshot.BlockDevices.blank;
import static io.stillframe.snapshot.BlockDevices.image;
import static io.stillframe.snapshot.BlockDevices.root;
import static io.stillframe.snapshot.BlockDevices.snapshot;
import static io.stillframe.snapshot.BlockDevices.volume;
import static io.stillframe.snapshot.CloudWithThings.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.stillframe.snapshot.OneImage.RootDisk;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckMappingTest {

    private static final long GIB = 1L << 30;

    private final CloudWithThings cloud =
            new CloudWithThings()
                    .volumeSnapshot("root", OWNER, 10, VolumeSnapshot.Status.AVAILABLE)
                    .volume("of-root", OWNER, "in-use", 10, "fast", true, "server")
                    .volume("data", OWNER, "available", 5, null, false, null)
                    .image("iso", OWNER, "private", Image.Status.ACTIVE, 3 * GIB / 2, 0);

    @Test
    void letsAMappingThatBootsPass() {
        var done = done(root(null), volume("data", null), image("iso", 2), blank(null, null));

        assertThat(done.note()).isEqualTo("all of the 4 entries can be booted");
        assertThat(done.facts().warnings()).isEmpty();
        assertThat(cloud.calls).containsExactlyInAnyOrder("findSnapshots 1", "find 2", "image iso");
    }

    @Test
    void knowsTheDiskOfARootThatIsAVolumeSnapshot() {
        assertThat(done(blank(null, null), root(20)).facts().rootDisk())
                .isEqualTo(new RootDisk("root", false, 10, "fast", true));
    }

    @Test
    void knowsNoMoreOfTheDiskThanTheVolumeSnapshotTellsWhenItsVolumeIsGone() {
        cloud.volumes.remove("of-root");

        assertThat(done(root(null)).facts().rootDisk())
                .isEqualTo(new RootDisk("root", false, 10, null, true));
    }

    @Test
    void hasNoDiskToPutInAnImageOfAnyOtherRoot() {
        cloud.volumeSnapshot("second", OWNER, 1, VolumeSnapshot.Status.AVAILABLE);

        assertThat(done(at(0, volume("data", null)), snapshot("second", null)).facts().rootDisk())
                .isNull();
        assertThat(done(at(0, image("iso", 2))).facts().rootDisk()).isNull();
        assertThat(done(at(0, blank(null, null))).facts().rootDisk()).isNull();
        assertThat(done().facts().rootDisk()).isNull();
    }

    @Test
    void asksForNothingThatNoEntryNames() {
        done(at(0, blank(null, null)));

        assertThat(cloud.calls).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MappingKey.class)
    void refusesAKeyThatThisNovaDoesNotKnow(MappingKey key) {
        cloud.unknown.add(key);
        var second =
                blank(
                        key == MappingKey.TAG ? "logs" : null,
                        key == MappingKey.VOLUME_TYPE ? "fast" : null);

        var problem = refused(root(null), second);

        assertThat(problem.detail())
                .isEqualTo(
                        "block_device_mapping[1]: %s came with compute %s, and the Nova of this cloud is older: it refuses to boot an image whose mapping says it. Leave it out."
                                .formatted(key.word(), key.since()));
        done(root(null), blank(null, null));
    }

    @ParameterizedTest
    @MethodSource("things")
    void tellsAnotherProjectsLikeOneThatDoesNotExist(
            Consumer<CloudWithThings> anothers, BlockDevice entry, String kind) {
        var sentence =
                "block_device_mapping[1]: there is no %s other in this project. Check the id."
                        .formatted(kind);

        assertThat(refused(root(null), entry).detail()).isEqualTo(sentence);

        anothers.accept(cloud);
        assertThat(refused(root(null), entry).detail()).isEqualTo(sentence);
    }

    static Stream<Arguments> things() {
        return Stream.of(
                thing(
                        cloud -> cloud.volumeSnapshot("other", "b", 1, VolumeSnapshot.Status.ERROR),
                        snapshot("other", 1),
                        "volume snapshot"),
                thing(
                        cloud -> cloud.volume("other", "b", "error", 1, null, false, null),
                        volume("other", 2),
                        "volume"),
                thing(
                        cloud -> cloud.image("other", "b", "private", Image.Status.QUEUED, 9, 9),
                        image("other", 1),
                        "image"));
    }

    private static Arguments thing(
            Consumer<CloudWithThings> anothers, BlockDevice entry, String kind) {
        return arguments(anothers, entry, kind);
    }

    @Test
    void takesWhatThePolicyDoesNotTellAProjectOfForOurs() {
        cloud.volumeSnapshot("s", null, 1, VolumeSnapshot.Status.AVAILABLE)
                .volume("v", null, "available", 1, null, false, null)
                .image("i", null, "private", Image.Status.ACTIVE, 0, 0);

        done(root(null), snapshot("s", null), volume("v", null), image("i", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "community"})
    void takesAnImageOfAnotherProjectThatEverybodyCanBoot(String visibility) {
        cloud.image("i", "b", visibility, Image.Status.ACTIVE, 0, 0);

        done(root(null), image("i", 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = VolumeSnapshot.Status.class,
            names = {"CREATING", "BACKING_UP", "UPDATING", "RESTORING", "UNKNOWN"})
    void asksToComeBackWhileAVolumeSnapshotIsNotAvailable(VolumeSnapshot.Status status) {
        cloud.volumeSnapshot("s", OWNER, 1, status);

        var problem = problem(root(null), snapshot("s", null));

        assertThat(problem.type()).isEqualTo(ProblemType.VOLUME_BUSY.word());
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume snapshot s is %s. Try again when it is available."
                                .formatted(status.word()));
    }

    @ParameterizedTest
    @EnumSource(
            value = VolumeSnapshot.Status.class,
            names = {"ERROR", "DELETING", "DELETED", "ERROR_DELETING", "UNMANAGING"})
    void refusesAVolumeSnapshotThatIsLost(VolumeSnapshot.Status status) {
        cloud.volumeSnapshot("s", OWNER, 1, status);

        assertThat(refused(root(null), snapshot("s", null)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume snapshot s is %s, and no volume can be made of it. Take another one."
                                .formatted(status.word()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Image.Status.class,
            names = {"QUEUED", "SAVING", "IMPORTING", "UPLOADING", "UNKNOWN"})
    void asksToComeBackWhileAnImageIsNotActive(Image.Status status) {
        cloud.image("i", OWNER, "private", status, 0, 0);

        var problem = problem(root(null), image("i", 1));

        assertThat(problem.type()).isEqualTo(ProblemType.WRONG_STATUS.word());
        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.detail())
                .isEqualTo(
                        "block_device_mapping[1]: image i is %s. Try again when it is active."
                                .formatted(status.word()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Image.Status.class,
            names = {"DEACTIVATED", "KILLED", "DELETED", "PENDING_DELETE"})
    void refusesAnImageThatCannotBeUsed(Image.Status status) {
        cloud.image("i", OWNER, "private", status, 0, 0);

        assertThat(refused(root(null), image("i", 1)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: image i is %s, and it must be active. Take another one."
                                .formatted(status.word()));
    }

    @Test
    void refusesWhatIsSmallerThanItsSource() {
        cloud.image("large", OWNER, "private", Image.Status.ACTIVE, 0, 8);

        assertThat(refused(root(9)).detail())
                .isEqualTo(
                        "block_device_mapping[0]: volume_size is 9, but volume snapshot root needs 10 GiB. Ask for as much or more.");
        assertThat(refused(root(10), image("iso", 1)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume_size is 1, but image iso needs 2 GiB. Ask for as much or more.");
        assertThat(refused(root(11), image("large", 7)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume_size is 7, but image large needs 8 GiB. Ask for as much or more.");
    }

    @Test
    void refusesAnotherSizeForAVolumeThatExists() {
        assertThat(refused(root(null), volume("data", 6)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume data has 5 GiB and keeps them, so volume_size cannot be 6. Leave it out.");
        done(root(null), volume("data", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "error_deleting", "deleting"})
    void refusesAVolumeThatIsOfNoUse(String status) {
        cloud.volume("v", OWNER, status, 1, null, false, null);

        assertThat(refused(root(null), volume("v", null)).detail())
                .isEqualTo(
                        "block_device_mapping[1]: volume v is %s, and cannot be attached. Take another one."
                                .formatted(status));
    }

    @Test
    void asksToComeBackWhileAVolumeIsBeingMade() {
        cloud.volume("v", OWNER, "creating", 1, null, false, null);

        var problem = problem(root(null), volume("v", null));

        assertThat(problem.type()).isEqualTo(ProblemType.VOLUME_BUSY.word());
        assertThat(problem.mayPass()).isTrue();
    }

    @Test
    void warnsOfAVolumeThatIsAttachedElsewhere() {
        cloud.volume("v", OWNER, "in-use", 1, null, false, "server-7");

        assertThat(done(root(null), volume("v", null)).facts().warnings())
                .containsExactly(
                        "Volume v is attached to server server-7; the image boots only while it is not attached to any.");
    }

    @Test
    void refusesAMinDiskThatTheRootDoesNotHave() {
        assertThat(problem(11, root(null)).detail())
                .isEqualTo(
                        "block_device_mapping[0]: the root has 10 GiB, and min_disk asks for 11. Ask for a larger volume_size or a smaller min_disk.");
        assertThat(problem(6, blank(null, null), at(0, volume("data", null))).detail())
                .startsWith("block_device_mapping[1]: the root has 5 GiB, and min_disk asks for 6");
        assertThat(perform(10, root(null))).isInstanceOf(Done.class);
        assertThat(perform(11, root(11))).isInstanceOf(Done.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(ints = 12)
    void onlyLooksAndCanBeRepeated(@Nullable Integer size) {
        var step = new CheckMapping(cloud.servers(), cloud.volumes(), cloud.images());
        var first = (Done<ImageCreation>) step.perform(run(0, root(size)));

        assertThat(step.onlyLooks()).isTrue();
        assertThat(step.name()).isEqualTo("check-mapping");
        assertThat(step.perform(run(0, root(size)))).isEqualTo(first);
    }

    private Done<ImageCreation> done(BlockDevice... mapping) {
        return (Done<ImageCreation>) perform(0, mapping);
    }

    private Problem refused(BlockDevice... mapping) {
        var problem = problem(mapping);
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_MAPPING.word());
        assertThat(problem.mayPass()).isFalse();
        return problem;
    }

    private Problem problem(BlockDevice... mapping) {
        return problem(0, mapping);
    }

    private Problem problem(int minDisk, BlockDevice... mapping) {
        return Ports.problemOf(() -> perform(minDisk, mapping));
    }

    private Outcome<ImageCreation> perform(int minDisk, BlockDevice... mapping) {
        return new CheckMapping(cloud.servers(), cloud.volumes(), cloud.images())
                .perform(run(minDisk, mapping));
    }

    private static Run<ImageCreation> run(int minDisk, BlockDevice... mapping) {
        var request =
                new ImageRequest(
                        "image",
                        "private",
                        minDisk,
                        0,
                        Map.of(),
                        List.of(mapping),
                        null,
                        Strategy.AUTO);
        Step<ImageCreation> only =
                new Step<>() {
                    @Override
                    public String name() {
                        return "check-mapping";
                    }

                    @Override
                    public Outcome<ImageCreation> perform(Run<ImageCreation> run) {
                        return run.done();
                    }
                };
        var time = Duration.ofMinutes(1);
        return Run.of(
                new UUID(0, 1),
                new Plan<>("make-image", ImageCreation::again, _ -> false, List.of(only), only),
                OWNER,
                "image",
                ImageCreation.of(request),
                new Patience(time, time, 3, time, time, time, time, time),
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
