package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Storage.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cinder's rules about volume snapshots. */
public final class VolumeSnapshots {

    private static final Set<String> DELETABLE = Set.of("available", "error");

    /** Force overlooks that a volume is in use. */
    public record SnapshotWish(
            String volumeId,
            @Nullable String name,
            @Nullable String description,
            Map<String, String> metadata,
            boolean force) {}

    private final Agenda agenda;
    private final Ids ids;
    private final Storage storage;
    private final Quotas quotas;
    private final Messages messages;
    private final Volumes volumes;
    private final Duration makingTakes;
    private final Duration deletingTakes;
    private final boolean childrenBlockDelete;
    private final Shelf<VolumeSnapshot> snapshots = new Shelf<>();

    VolumeSnapshots(
            Agenda agenda,
            Ids ids,
            Storage storage,
            Quotas quotas,
            Messages messages,
            Volumes volumes,
            WorldSettings settings) {
        this.agenda = agenda;
        this.ids = ids;
        this.storage = storage;
        this.quotas = quotas;
        this.messages = messages;
        this.volumes = volumes;
        this.makingTakes = settings.snapshotDelay();
        this.deletingTakes = settings.deleteDelay();
        this.childrenBlockDelete = settings.childrenBlockDelete();
    }

    /** Newest first, as Cinder lists. */
    public Collection<VolumeSnapshot> of(String projectId) {
        return snapshots.of(projectId);
    }

    public Collection<VolumeSnapshot> ofAfter(String projectId, VolumeSnapshot marker) {
        return snapshots.ofAfter(projectId, marker);
    }

    public Collection<VolumeSnapshot> all() {
        return snapshots.all();
    }

    public Collection<VolumeSnapshot> allAfter(VolumeSnapshot marker) {
        return snapshots.allAfter(marker);
    }

    public Optional<VolumeSnapshot> find(String id) {
        return snapshots.find(id);
    }

    public VolumeSnapshot visible(Caller caller, String id) {
        return snapshots
                .find(id)
                .filter(s -> caller.maySee(s.projectId))
                .orElseThrow(
                        () -> new Refused(404, "Snapshot %s could not be found.".formatted(id)));
    }

    public VolumeSnapshot create(Caller caller, SnapshotWish wish) {
        var volume = volumes.visible(caller, wish.volumeId());
        checkStatus(volume, wish.force());
        quotas.bookSnapshot(caller.project().id(), volume.type, volume.sizeGib);
        var snapshot = new VolumeSnapshot(ids.uuid(), caller, volume, agenda.instant());
        snapshot.name = wish.name();
        snapshot.description = wish.description();
        snapshot.metadata.putAll(wish.metadata());
        volume.snapshots.add(snapshot);
        snapshots.put(snapshot);
        storage.carryOut(
                "create-snapshot",
                makingTakes,
                subject(snapshot),
                outcome -> made(snapshot, outcome));
        return snapshot;
    }

    public void delete(Caller caller, String id) {
        var snapshot = visible(caller, id);
        if (!DELETABLE.contains(snapshot.status)) {
            throw new Refused(
                    400,
                    "Invalid snapshot: Snapshot status must be available or error and must not be part of a group.");
        }
        snapshot.become("deleting", agenda.instant());
        storage.carryOut(
                "delete-snapshot",
                deletingTakes,
                subject(snapshot),
                outcome -> deleted(snapshot, outcome));
    }

    public void update(
            VolumeSnapshot snapshot, @Nullable String name, @Nullable String description) {
        snapshot.name = name != null ? name : snapshot.name;
        snapshot.description = description != null ? description : snapshot.description;
        snapshot.updatedAt = agenda.instant();
    }

    public void setMetadata(VolumeSnapshot snapshot, Map<String, String> metadata) {
        snapshot.metadata.clear();
        snapshot.metadata.putAll(metadata);
        snapshot.updatedAt = agenda.instant();
    }

    /** What an administrator may do, and a test: any status at any time. */
    public void setStatus(VolumeSnapshot snapshot, String status) {
        snapshot.become(status, agenda.instant());
    }

    private static void checkStatus(Volume volume, boolean force) {
        if (volume.status.equals("maintenance") || volume.status.equals("error")) {
            throw new Refused(
                    400,
                    "Invalid volume: The snapshot cannot be created when the volume is in %s status."
                            .formatted(volume.status));
        }
        if (!force && !volume.status.equals("available")) {
            throw new Refused(
                    400,
                    "Invalid volume: Volume %s status must be available, but current status is: %s."
                            .formatted(volume.id, volume.status));
        }
    }

    private void made(VolumeSnapshot snapshot, Outcome outcome) {
        if (!snapshot.status.equals("creating")) {
            return;
        }
        switch (outcome) {
            case Outcome.Failed(var why) -> {
                snapshot.become("error", agenda.instant());
                messages.snapshotFailed(snapshot, why);
            }
            case Outcome.Done _, Outcome.IsBusy _ -> snapshot.become("available", agenda.instant());
        }
    }

    private void deleted(VolumeSnapshot snapshot, Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed(var why) -> {
                snapshot.become("error_deleting", agenda.instant());
                messages.snapshotNotDeleted(snapshot, why);
            }
            case Outcome.IsBusy _ -> snapshot.become("available", agenda.instant());
            case Outcome.Done _ when childrenBlockDelete && !snapshot.children.isEmpty() ->
                    snapshot.become("available", agenda.instant());
            case Outcome.Done _ -> {
                snapshot.become("deleted", agenda.instant());
                snapshot.volume.snapshots.remove(snapshot);
                snapshots.remove(snapshot);
                quotas.freeSnapshot(snapshot.projectId, snapshot.volume.type, snapshot.sizeGib);
            }
        }
    }

    private static String subject(VolumeSnapshot snapshot) {
        return "%s %s %s %s"
                .formatted(snapshot.name, snapshot.id, snapshot.volume.name, snapshot.volume.id);
    }
}
