package io.stillframe.sandbox.world;

import io.stillframe.sandbox.world.Storage.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cinder's rules about volumes. */
public final class Volumes {

    private static final Set<String> DELETABLE =
            Set.of("available", "error", "error_restoring", "error_extending", "error_managing");
    private static final Set<String> CLONEABLE = Set.of("available", "in-use");
    private static final String NOT_DELETABLE =
            "Invalid volume: Volume status must be available or error or error_restoring or error_extending or"
                    + " error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a"
                    + " transfer, or be disassociated from snapshots after volume transfer.";

    static final List<VolumeType> TYPES =
            List.of(
                    VolumeType.named("standard", false, false),
                    VolumeType.named("luks", false, true),
                    VolumeType.named("multiattach", true, false),
                    VolumeType.named("__DEFAULT__", false, false));

    private final Agenda agenda;
    private final Ids ids;
    private final Storage storage;
    private final Quotas quotas;
    private final Duration makingTakes;
    private final Duration deletingTakes;
    private final Shelf<Volume> volumes = new Shelf<>();

    Volumes(Agenda agenda, Ids ids, Storage storage, Quotas quotas, WorldSettings settings) {
        this.agenda = agenda;
        this.ids = ids;
        this.storage = storage;
        this.quotas = quotas;
        this.makingTakes = settings.volumeDelay();
        this.deletingTakes = settings.deleteDelay();
    }

    public List<VolumeType> types() {
        return TYPES;
    }

    public VolumeType defaultType() {
        return TYPES.getFirst();
    }

    public Optional<VolumeType> findType(String nameOrId) {
        return TYPES.stream()
                .filter(t -> t.name().equals(nameOrId) || t.id().equals(nameOrId))
                .findFirst();
    }

    /** Newest first, as Cinder lists. */
    public Collection<Volume> of(String projectId) {
        return volumes.of(projectId);
    }

    public Collection<Volume> ofAfter(String projectId, Volume marker) {
        return volumes.ofAfter(projectId, marker);
    }

    public Collection<Volume> all() {
        return volumes.all();
    }

    public Collection<Volume> allAfter(Volume marker) {
        return volumes.allAfter(marker);
    }

    public Optional<Volume> find(String id) {
        return volumes.find(id);
    }

    public Volume visible(Caller caller, String id) {
        return volumes.find(id)
                .filter(v -> caller.maySee(v.projectId))
                .orElseThrow(() -> new Refused(404, "Volume %s could not be found.".formatted(id)));
    }

    public Volume create(Caller caller, VolumeWish wish) {
        var origin = wish.origin();
        if (origin != null && !origin.status.equals("available")) {
            throw new Refused(
                    400,
                    "Invalid snapshot: Originating snapshot status must be one of 'available' values");
        }
        var source = wish.source();
        if (source != null && !CLONEABLE.contains(source.status)) {
            throw new Refused(
                    400,
                    "Invalid volume: Source volume status must be one of 'available', 'in-use', but is '%s'."
                            .formatted(source.status));
        }
        var type = typeFor(wish);
        int size = sizeFor(wish);
        quotas.bookVolume(caller.project().id(), type, size);
        var volume = put(caller, ids.uuid(), wish, type, size);
        if (origin != null) {
            origin.children.add(volume);
            volume.inherit(origin.volume);
        }
        if (source != null) {
            volume.inherit(source);
        }
        if (wish.image() != null) {
            volume.bootable = true;
            volume.imageMetadata.putAll(wish.image().asVolumeImageMetadata());
        }
        var subject = "%s %s %s".formatted(volume.name, volume.id, origin == null ? "" : origin.id);
        storage.carryOut("create-volume", makingTakes, subject, outcome -> made(volume, outcome));
        return volume;
    }

    /** A blank volume that is simply there, whatever the quotas and the storage say. */
    public Volume add(Caller owner, String id, VolumeWish wish) {
        var type = typeFor(wish);
        int size = sizeFor(wish);
        quotas.countVolume(owner.project().id(), type, size);
        var volume = put(owner, id, wish, type, size);
        volume.become("available", agenda.instant());
        return volume;
    }

    private Volume put(Caller owner, String id, VolumeWish wish, VolumeType type, int size) {
        var volume = new Volume(id, owner, type, wish, agenda.instant());
        volume.name = wish.name();
        volume.description = wish.description();
        volume.sizeGib = size;
        volume.metadata.putAll(wish.metadata());
        volumes.put(volume);
        return volume;
    }

    public void delete(Caller caller, String id) {
        remove(visible(caller, id));
    }

    /** Refuses what Cinder would not delete; the volume is gone a little later. */
    void remove(Volume volume) {
        if (!mayBeDeleted(volume)) {
            throw new Refused(400, NOT_DELETABLE);
        }
        volume.become("deleting", agenda.instant());
        storage.carryOut(
                "delete-volume",
                deletingTakes,
                volume.name + " " + volume.id,
                outcome -> deleted(volume, outcome));
    }

    boolean mayBeDeleted(Volume volume) {
        return DELETABLE.contains(volume.status)
                && volume.attachments.isEmpty()
                && volume.snapshots.isEmpty();
    }

    public void update(
            Volume volume,
            @Nullable String name,
            @Nullable String description,
            @Nullable Map<String, String> metadata) {
        volume.name = name != null ? name : volume.name;
        volume.description = description != null ? description : volume.description;
        if (metadata != null) {
            volume.metadata.clear();
            volume.metadata.putAll(metadata);
        }
        volume.updatedAt = agenda.instant();
    }

    /** What an administrator may do, and a test: any status at any time. */
    public void setStatus(Volume volume, String status) {
        volume.become(status, agenda.instant());
    }

    public void setBootable(Volume volume, boolean bootable, Map<String, String> imageMetadata) {
        volume.bootable = bootable;
        volume.imageMetadata.clear();
        volume.imageMetadata.putAll(imageMetadata);
    }

    /** For a server that is to have it; says whether it changed by that. */
    boolean reserve(Volume volume) {
        if (volume.status.equals("available")) {
            volume.become("reserved", agenda.instant());
            return true;
        }
        if (volume.multiattach && volume.status.equals("in-use")) {
            return false;
        }
        throw new Refused(
                400,
                ("Invalid volume: Invalid input received: Invalid volume: Volume %s status must be available or downloading"
                                + " to reserve, but the current status is %s. (HTTP 400) (Request-ID: req-%s)")
                        .formatted(volume.id, volume.status, ids.uuid()));
    }

    void release(Volume volume) {
        if (volume.status.equals("reserved")) {
            volume.become("available", agenda.instant());
        }
    }

    void attach(Attachment attachment) {
        attachment.volume().attachments.add(attachment);
        attachment.volume().become("in-use", agenda.instant());
    }

    void detach(Attachment attachment) {
        var volume = attachment.volume();
        volume.attachments.remove(attachment);
        if (volume.attachments.isEmpty() && volume.status.equals("in-use")) {
            volume.become("available", agenda.instant());
        }
    }

    private void made(Volume volume, Outcome outcome) {
        if (volume.status.equals("creating")) {
            volume.become(
                    outcome instanceof Outcome.Done ? "available" : "error", agenda.instant());
        }
    }

    private void deleted(Volume volume, Outcome outcome) {
        if (!(outcome instanceof Outcome.Done)) {
            volume.become("error_deleting", agenda.instant());
            return;
        }
        volume.become("deleted", agenda.instant());
        volumes.remove(volume);
        quotas.freeVolume(volume.projectId, volume.type, volume.sizeGib);
        if (volume.origin != null) {
            volume.origin.children.remove(volume);
        }
    }

    private VolumeType typeFor(VolumeWish wish) {
        var wanted = wish.typeName();
        if (wanted == null) {
            var parent = wish.origin() != null ? wish.origin().volume : wish.source();
            return parent != null ? parent.type : defaultType();
        }
        return findType(wanted)
                .orElseThrow(() ->
                        new Refused(
                                404,
                                "Volume type with name %s could not be found.".formatted(wanted)));
    }

    private static int sizeFor(VolumeWish wish) {
        var wanted = wish.sizeGib();
        int least =
                wish.origin() != null
                        ? wish.origin().sizeGib
                        : wish.source() != null ? wish.source().sizeGib : 0;
        if (wanted == null && least > 0) {
            return least;
        }
        if (wanted == null || wanted <= 0) {
            throw new Refused(
                    400,
                    "Invalid input received: Volume size '%s' must be an integer and greater than 0"
                            .formatted(wanted == null ? "None" : wanted));
        }
        if (wanted < least) {
            throw new Refused(
                    400,
                    wish.origin() != null
                            ? ("Invalid input received: Volume size '%d'GB cannot be smaller than the snapshot size %dGB. "
                                            + "They must be >= original snapshot size.")
                                    .formatted(wanted, least)
                            : ("Invalid input received: Volume size '%d'GB cannot be smaller than original volume size"
                                            + "  %dGB. They must be >= original volume size.")
                                    .formatted(wanted, least));
        }
        return wanted;
    }
}
