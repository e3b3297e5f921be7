package io.stillframe.snapshot;

import static io.stillframe.snapshot.Ports.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.Images.Location;
import io.stillframe.snapshot.Images.Location.What;
import io.stillframe.snapshot.Images.Registered;
import io.stillframe.snapshot.Volumes.Dependent;
import io.stillframe.snapshot.Volumes.NewVolume;
import io.stillframe.snapshot.Volumes.NewVolumeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * What the plans may expect of any cloud through the ports: of a real one and the sandbox over
 * HTTP, and of the simulation's without. There must be another server beside the specimen.
 */
public abstract class PortsContract {

    protected static final String NOBODY = "00000000-0000-4000-8000-00000000dead";

    protected abstract Ports ports();

    /** Of a server that runs, with a root and a data volume of 1 GiB each. */
    protected abstract String serverId();

    /** The root's first. */
    protected abstract List<String> volumeIds();

    private Servers servers() {
        return ports().servers();
    }

    private Volumes volumes() {
        return ports().volumes();
    }

    private Images images() {
        return ports().images();
    }

    protected void until(Callable<Boolean> condition) {
        ports().until(condition);
    }

    protected List<VolumeSnapshot> marked(UUID run) {
        return volumes().snapshotsMarked(run, volumeIds());
    }

    protected static List<NewVolumeSnapshot> wanted(List<String> volumeIds) {
        return volumeIds.stream()
                .map(id -> new NewVolumeSnapshot(id, "contract", "made by a test"))
                .toList();
    }

    @Test
    void findsAServerThatBootsFromAVolume() {
        var server = servers().find(serverId()).orElseThrow();

        assertThat(server.imageId()).isNull();
        assertThat(server.status()).isEqualTo("ACTIVE");
        assertThat(server.taskState()).isNull();
        assertThat(server.projectId()).isEqualTo(ports().cloud().projectId());
        assertThat(server.volumeIds()).containsExactlyInAnyOrderElementsOf(volumeIds());
        assertThat(servers().find(NOBODY)).isEmpty();
    }

    @Test
    void listsServersByPages() {
        var page = servers().list(1, null);

        assertThat(page.servers()).hasSize(1);
        assertThat(page.more()).isTrue();
        var marker = page.servers().getFirst().id();
        assertThat(servers().list(100, marker).servers())
                .noneMatch(server -> server.id().equals(marker));
    }

    @Test
    void readsTheAttachmentsWithTheirDevices() {
        var attachments = servers().attachments(serverId());

        assertThat(attachments)
                .extracting(Attachment::volumeId)
                .containsExactlyInAnyOrderElementsOf(volumeIds());
        assertThat(attachments).allMatch(attachment -> attachment.device() != null);
    }

    @Test
    void knowsWhichMappingKeysNovaUnderstands() {
        assertThat(servers().understands(MappingKey.TAG)).isTrue();
        assertThat(servers().understands(MappingKey.VOLUME_TYPE)).isTrue();
    }

    @Test
    void findsVolumesAloneAndTogether() {
        var root = volumes().find(List.of(volumeIds().getFirst())).getFirst();

        assertThat(root.bootable()).isTrue();
        assertThat(root.status()).isEqualTo("in-use");
        assertThat(root.sizeGib()).isEqualTo(1);
        assertThat(root.attachedTo())
                .extracting(Volume.AttachedTo::serverId)
                .containsExactly(serverId());
        var wanted = List.of(volumeIds().get(0), volumeIds().get(1), NOBODY);
        assertThat(volumes().find(wanted))
                .extracting(Volume::id)
                .containsExactlyInAnyOrderElementsOf(volumeIds());
        assertThat(volumes().find(List.of(NOBODY))).isEmpty();
    }

    @Test
    void takesMarkedVolumeSnapshotsAndDeletesThem() {
        var run = UUID.randomUUID();
        var volumes = volumes();

        var taken = volumes.snapshotAll(run, wanted(volumeIds()));

        assertThat(taken)
                .extracting(VolumeSnapshot::volumeId)
                .containsExactlyInAnyOrderElementsOf(volumeIds());
        until(() -> marked(run).stream().allMatch(snapshot -> snapshot.status().present()));
        assertThat(marked(run)).hasSize(2);
        assertThat(volumes.snapshotsMarked(run, List.of(volumeIds().getFirst()))).hasSize(1);
        assertThat(volumes.snapshotsMarked(UUID.randomUUID(), volumeIds())).isEmpty();
        assertThat(volumes.madeFrom(taken.stream().map(VolumeSnapshot::id).toList())).isEmpty();
        assertThat(volumes.reasonOf(taken.getFirst().id())).isEmpty();

        taken.forEach(snapshot -> volumes.deleteSnapshot(snapshot.id()));
        until(() -> marked(run).isEmpty());
        taken.forEach(snapshot -> volumes.deleteSnapshot(snapshot.id()));
    }

    @Test
    void makesAMarkedVolumeOfAVolumeSnapshotAndDeletesIt() {
        var run = UUID.randomUUID();
        var volumes = volumes();
        var root = volumeIds().getFirst();
        var snapshot = volumes.snapshotAll(run, wanted(List.of(root))).getFirst();
        until(() -> marked(run).stream().allMatch(taken -> taken.status().present()));
        assertThat(volumes.dependents(root))
                .contains(new Dependent("volume snapshot", snapshot.id(), "contract"));

        var made = volumes.make(run, new NewVolume(snapshot.id(), 1, null, "contract", "a test's"));

        assertThat(volumes.volumesMarked(run)).extracting(Volume::id).containsExactly(made.id());
        assertThat(volumes.volumesMarked(UUID.randomUUID())).isEmpty();
        until(() -> volumes.volumesMarked(run).getFirst().status().equals("available"));
        var image = volumes.volumesMarked(run).getFirst();
        assertThat(image.snapshotId()).isEqualTo(snapshot.id());
        assertThat(image.name()).isEqualTo("contract");
        assertThat(volumes.madeFrom(List.of(snapshot.id())))
                .extracting(Volume::id)
                .containsExactly(made.id());
        assertThat(volumes.dependents(made.id())).isEmpty();

        volumes.deleteVolume(made.id());
        until(() -> volumes.find(List.of(made.id())).isEmpty());
        volumes.deleteVolume(made.id());
        assertThat(volumes.volumesMarked(run)).isEmpty();
        volumes.deleteSnapshot(snapshot.id());
        until(() -> marked(run).isEmpty());
    }

    @Test
    void isRefusedToDeleteAVolumeThatIsInUse() {
        var problem = problemOf(() -> volumes().deleteVolume(volumeIds().getFirst()));

        assertThat(problem.mayPass()).isTrue();
        assertThat(problem.mayHaveHappened()).isFalse();
    }

    @Test
    void saysWhichVolumeCouldNotBeSnapshotted() {
        var problem =
                problemOf(() -> volumes().snapshotAll(UUID.randomUUID(), wanted(List.of(NOBODY))));

        assertThat(problem.detail()).contains(NOBODY);
        assertThat(problem.mayHaveHappened()).isFalse();
        assertThat(problem.mayPass()).isFalse();
        assertThat(Objects.requireNonNull(problem.upstream()).status()).isEqualTo(404);
    }

    @Test
    void readsTheLimits() {
        var limits = volumes().limits();

        assertThat(limits.unchecked()).isEmpty();
        assertThat(limits.snapshots().free()).isPositive();
        assertThat(limits.gigabytes().inUse()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void findsVolumeSnapshotsAloneAndTogether() {
        var run = UUID.randomUUID();
        volumes().snapshotAll(run, wanted(volumeIds()));
        until(() -> marked(run).stream().allMatch(snapshot -> snapshot.status().present()));
        var ids = marked(run).stream().map(VolumeSnapshot::id).toList();

        var one = volumes().findSnapshots(List.of(ids.getFirst())).getFirst();
        assertThat(one).isIn(marked(run));
        assertThat(one.projectId()).isEqualTo(ports().cloud().projectId());
        assertThat(volumes().findSnapshots(List.of(ids.get(0), NOBODY, ids.get(1))))
                .extracting(VolumeSnapshot::id)
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(volumes().findSnapshots(List.of(NOBODY))).isEmpty();
        ids.forEach(volumes()::deleteSnapshot);
        until(() -> marked(run).isEmpty());
    }

    @Test
    void registersAnImageAndMakesItActiveByAnEmptyUpload() {
        var images = images();
        var id = UUID.randomUUID().toString();
        var mapping = "[{\"boot_index\": 0, \"ü\": \"€\"}]";
        var wanted =
                new NewImage(
                        id,
                        "contract",
                        "private",
                        1,
                        64,
                        Map.of("block_device_mapping", mapping, "os_distro", "debian"),
                        null);

        assertThat(images.find(id)).isEmpty();
        assertThat(images.register(wanted)).isEqualTo(Registered.CREATED);
        assertThat(images.register(wanted)).isEqualTo(Registered.ID_TAKEN);
        assertThat(images.find(id).orElseThrow().status()).isEqualTo(Image.Status.QUEUED);

        images.uploadNothing(id);
        images.uploadNothing(id);

        var image = images.find(id).orElseThrow();
        assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
        assertThat(image.size()).isZero();
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.properties()).containsExactlyInAnyOrderEntriesOf(wanted.properties());
        images.delete(id);
        until(() -> images.find(id).isEmpty());
        images.delete(id);
        assertThat(images.register(wanted)).isEqualTo(Registered.ID_TAKEN);
    }

    @Test
    void isDefinitelyRefusedAVolumeSnapshotForALocation() {
        var images = images();
        var run = UUID.randomUUID();
        var volume = volumeIds().getLast();
        var snapshot = volumes().snapshotAll(run, wanted(List.of(volume))).getFirst();
        until(() -> marked(run).stream().allMatch(taken -> taken.status().present()));
        var id = UUID.randomUUID().toString();
        images.register(new NewImage(id, "contract", "private", 1, 0, Map.of(), null));
        try {
            var problem =
                    problemOf(() ->
                            images.addLocation(
                                    id,
                                    new Location("cinder://" + snapshot.id(), What.IMAGE_VOLUME)));

            assertThat(problem.mayHaveHappened()).isFalse();
            assertThat(problem.mayPass()).isFalse();
            // 400 where locations are open, 403 where they are closed
            assertThat(Objects.requireNonNull(problem.upstream()).status()).isIn(400, 403);
            assertThat(images.find(id).orElseThrow().status()).isEqualTo(Image.Status.QUEUED);
        } finally {
            images.delete(id);
            volumes().deleteSnapshot(snapshot.id());
            until(() -> marked(run).isEmpty());
        }
    }

    @Test
    void knowsTheVersionsOfGlance() {
        assertThat(images().apis()).contains(ImageApi.V2);
    }
}
