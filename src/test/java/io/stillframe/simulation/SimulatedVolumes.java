package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed;
import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Quotas;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.VolumeLimits;
import io.stillframe.snapshot.VolumeLimits.Quota;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cinder. */
final class SimulatedVolumes implements Volumes {

    private static final String SNAPSHOTS = "list the volume snapshots";
    private static final String VOLUMES = "list the volumes";

    private final World world;
    private final Wire wire;
    private final Caller caller;
    private final Custody custody;
    private final Time time;
    private final Chance chance;
    private final boolean unfiltered;

    SimulatedVolumes(Scene scene, Wire wire) {
        this.world = scene.world();
        this.caller = scene.caller();
        this.custody = scene.custody();
        this.time = scene.time();
        this.chance = scene.chance();
        this.unfiltered = scene.weather().unfiltered();
        this.wire = wire;
    }

    @Override
    public List<Volume> find(Collection<String> ids) {
        return wire.read(
                At.CINDER,
                "read the volumes",
                () ->
                        ids.stream()
                                .flatMap(id -> world.volumes().find(id).stream())
                                .map(this::volume)
                                .toList());
    }

    @Override
    public List<Volume> list() {
        return wire.read(At.CINDER, VOLUMES, () -> all().toList());
    }

    @Override
    public List<Volume> madeFrom(Collection<String> snapshotIds) {
        return wire.read(
                At.CINDER,
                VOLUMES,
                () ->
                        all().filter(volume -> volume.snapshotId() != null)
                                .filter(volume -> snapshotIds.contains(volume.snapshotId()))
                                .toList());
    }

    @Override
    public List<VolumeSnapshot> listSnapshots(UUID run) {
        return wire.read(
                At.CINDER,
                SNAPSHOTS,
                () ->
                        world.snapshots().of(caller.project().id()).stream()
                                .filter(each -> unfiltered || isMarked(each.metadata(), run))
                                .map(this::snapshot)
                                .toList());
    }

    @Override
    public List<VolumeSnapshot> snapshotAll(UUID run, Collection<NewVolumeSnapshot> wanted) {
        return wire.together(() -> allOf(run, wanted));
    }

    /** After a failure none is begun any more, but some may be under way already. */
    private List<VolumeSnapshot> allOf(UUID run, Collection<NewVolumeSnapshot> wanted) {
        var taken = new ArrayList<VolumeSnapshot>();
        var failures = new ArrayList<Trouble>();
        for (var each : wanted) {
            if (failures.isEmpty() || chance.of(0.5)) {
                try {
                    taken.add(take(run, each));
                } catch (Trouble trouble) {
                    failures.add(trouble);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw Diagnosed.together(failures);
        }
        return taken;
    }

    private VolumeSnapshot take(UUID run, NewVolumeSnapshot wanted) {
        var wish =
                new SnapshotWish(
                        wanted.volumeId(),
                        wanted.name(),
                        wanted.description(),
                        Map.of(MARK, run.toString()),
                        true);
        var asked = time.instant();
        return wire.change(
                At.CINDER,
                "take a snapshot of volume " + wanted.volumeId(),
                () -> {
                    custody.mayCreate(run);
                    requireOwnProject(wanted.volumeId());
                },
                () -> {
                    var taken = world.snapshots().create(caller, wish);
                    custody.tookSnapshot(taken.id(), wanted.volumeId(), run, asked);
                    return snapshot(taken);
                });
    }

    private void requireOwnProject(String volumeId) {
        world.volumes()
                .find(volumeId)
                .ifPresent(volume ->
                        Custody.require(
                                volume.projectId().equals(caller.project().id()),
                                "volume %s of another project is snapshotted",
                                volumeId));
    }

    @Override
    public void deleteSnapshot(String id) {
        wire.change(
                At.CINDER,
                "delete volume snapshot " + id,
                () -> custody.mayDeleteSnapshot(id, run()),
                () -> gone(() -> world.snapshots().delete(caller, id)));
    }

    @Override
    public Optional<String> reasonOf(String id) {
        return Optional.empty();
    }

    @Override
    public List<Volume> listVolumes(UUID run) {
        return wire.read(
                At.CINDER,
                VOLUMES,
                () ->
                        world.volumes().of(caller.project().id()).stream()
                                .filter(each -> unfiltered || isMarked(each.metadata(), run))
                                .map(this::volume)
                                .toList());
    }

    @Override
    public Volume make(UUID run, NewVolume wanted) {
        return wire.change(
                At.CINDER,
                "make a volume of " + wanted.snapshotId(),
                () -> custody.mayCreate(run),
                () -> {
                    var made = world.volumes().create(caller, wish(run, wanted));
                    custody.madeVolume(made.id(), run);
                    return volume(made);
                });
    }

    private VolumeWish wish(UUID run, NewVolume wanted) {
        var origin =
                wanted.snapshotId() == null
                        ? null
                        : world.snapshots().visible(caller, wanted.snapshotId());
        return new VolumeWish(
                wanted.name(),
                wanted.description(),
                wanted.sizeGib(),
                wanted.volumeType(),
                Map.of(MARK, run.toString()),
                origin,
                null,
                null);
    }

    @Override
    public void deleteVolume(String id) {
        wire.change(
                At.CINDER,
                "delete volume " + id,
                () -> custody.mayDeleteVolume(id, run()),
                () -> gone(() -> world.volumes().delete(caller, id)));
    }

    @Override
    public List<Dependent> dependents(String volumeId) {
        return wire.read(
                At.CINDER,
                SNAPSHOTS,
                () ->
                        Stream.concat(
                                        world.snapshots().of(caller.project().id()).stream()
                                                .filter(each -> isOf(each.volume(), volumeId))
                                                .map(each ->
                                                        new Dependent(
                                                                "volume snapshot",
                                                                each.id(),
                                                                named(each.name()))),
                                        world.volumes().of(caller.project().id()).stream()
                                                .filter(each -> isOf(each.source(), volumeId))
                                                .map(each ->
                                                        new Dependent(
                                                                "volume",
                                                                each.id(),
                                                                named(each.name()))))
                                .toList());
    }

    private static boolean isOf(io.stillframe.sandbox.world.@Nullable Volume volume, String id) {
        return volume != null && volume.id().equals(id);
    }

    @Override
    public VolumeLimits limits() {
        var usage =
                wire.read(
                        At.CINDER,
                        "read the limits of the project",
                        () -> world.quotas().of(caller.project().id()));
        return new VolumeLimits(
                quota(usage, "volumes"),
                quota(usage, "snapshots"),
                quota(usage, "gigabytes"),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of());
    }

    private static Quota quota(Map<String, Quotas.Usage> all, String name) {
        var usage = Objects.requireNonNull(all.get(name), name);
        return new Quota(usage.limit(), usage.inUse(), usage.reserved());
    }

    private Stream<Volume> all() {
        return world.volumes().of(caller.project().id()).stream().map(this::volume);
    }

    private Volume volume(io.stillframe.sandbox.world.Volume volume) {
        custody.seen(volume.id(), volume.status(), run());
        var origin = volume.origin();
        return new Volume(
                volume.id(),
                named(volume.name()),
                volume.projectId(),
                volume.status(),
                volume.sizeGib(),
                volume.type().name(),
                volume.bootable(),
                volume.encrypted(),
                volume.multiattach(),
                origin == null ? null : origin.id(),
                volume.metadata().get(MARK),
                volume.imageMetadata(),
                volume.attachments().stream()
                        .map(each -> new Volume.AttachedTo(each.server().id(), each.device()))
                        .toList());
    }

    private VolumeSnapshot snapshot(io.stillframe.sandbox.world.VolumeSnapshot snapshot) {
        custody.seen(snapshot.id(), snapshot.status(), run());
        return new VolumeSnapshot(
                snapshot.id(),
                snapshot.volume().id(),
                snapshot.sizeGib(),
                VolumeSnapshot.Status.of(snapshot.status()),
                snapshot.metadata().get(MARK));
    }

    private static boolean isMarked(Map<String, String> metadata, UUID run) {
        return run.toString().equals(metadata.get(MARK));
    }

    private static String named(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** What is not there any more need not be deleted. */
    static boolean gone(Runnable delete) {
        return SimulatedCloud.found(
                        () -> {
                            delete.run();
                            return true;
                        })
                .isPresent();
    }

    private @Nullable UUID run() {
        var turn = wire.turn();
        return turn == null ? null : turn.run;
    }
}
