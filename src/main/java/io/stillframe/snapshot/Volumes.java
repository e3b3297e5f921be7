package io.stillframe.snapshot;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Cinder's volumes and volume snapshots. Every method throws {@link io.stillframe.workflow.Trouble}
 * when Cinder does not answer as expected.
 */
public interface Volumes {

    /** The metadata key whose value is the run's id, on everything that we make in Cinder. */
    String MARK = "stillframe_snapshot";

    /** Those of the ids that exist; any order. */
    List<Volume> find(Collection<String> ids);

    /** Those of the ids that exist; any order. */
    List<VolumeSnapshot> findSnapshots(Collection<String> ids);

    /** All volumes of the project. */
    List<Volume> list();

    /**
     * The project's volumes that were made from one of these volume snapshots, and keep it from
     * being deleted.
     */
    List<Volume> madeFrom(Collection<String> snapshotIds);

    /**
     * What Cinder lists when it is asked for the volume snapshots with the run's mark, in one
     * request whatever their number. Its filter only saves bytes: there may be anything of the
     * project among them.
     */
    List<VolumeSnapshot> listSnapshots(UUID run);

    /**
     * The volume snapshots that carry the run's mark in their own metadata and are of one of these
     * volumes.
     */
    default List<VolumeSnapshot> snapshotsMarked(UUID run, Collection<String> volumeIds) {
        return volumeIds.isEmpty()
                ? List.of()
                : listSnapshots(run).stream()
                        .filter(snapshot -> run.toString().equals(snapshot.mark()))
                        .filter(snapshot -> volumeIds.contains(snapshot.volumeId()))
                        .toList();
    }

    /**
     * Asks for a marked volume snapshot of each, side by side and bounded. After a refusal no
     * further one is asked for, and what is under way is awaited.
     *
     * @throws io.stillframe.workflow.Trouble if any call failed; it {@code mayHaveHappened} if that
     *     holds for any of them
     */
    List<VolumeSnapshot> snapshotAll(UUID run, Collection<NewVolumeSnapshot> wanted);

    /**
     * Asks for deletion; one that is gone already is fine. Only in a status that {@code
     * mayBeDeleted}.
     */
    void deleteSnapshot(String id);

    /**
     * Why Cinder set the volume snapshot or volume to {@code error}, in its own words; empty if it
     * does not say.
     */
    Optional<String> reasonOf(String id);

    /** As {@link #listSnapshots}: there may be any volume of the project among them. */
    List<Volume> listVolumes(UUID run);

    /** The volumes that carry the run's mark in their own metadata. */
    default List<Volume> volumesMarked(UUID run) {
        return listVolumes(run).stream()
                .filter(volume -> run.toString().equals(volume.mark()))
                .toList();
    }

    /** Asks for a marked volume. */
    Volume make(UUID run, NewVolume wanted);

    /**
     * Asks for deletion; one that is gone already is fine. Only in status {@code available} or
     * {@code error}.
     */
    void deleteVolume(String id);

    /** What keeps a volume from being deleted: its volume snapshots and its clones. */
    List<Dependent> dependents(String volumeId);

    VolumeLimits limits();

    /**
     * @param snapshotId what it is made from; null for an empty one
     * @param volumeType the type's name; null for that of the volume snapshot, or Cinder's default
     * @param name and {@code description} are for people; 255 characters at most
     */
    record NewVolume(
            @Nullable String snapshotId,
            int sizeGib,
            @Nullable String volumeType,
            String name,
            String description) {}

    /**
     * @param kind {@code volume} or {@code volume snapshot}
     */
    record Dependent(String kind, String id, String name) {}

    /**
     * @param name and {@code description} are for people; 255 characters at most
     */
    record NewVolumeSnapshot(String volumeId, String name, String description) {}
}
