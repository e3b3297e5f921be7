package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed;
import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Messages;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cinder. */
final class SimulatedVolumes implements Volumes {

    private static final Set<Integer> NOT_NOW = Set.of(400, 409);
    private static final String SNAPSHOTS = "list the volume snapshots";
    private static final String VOLUMES = "list the volumes";

    private final World world;
    private final Wire wire;
    private final Caller caller;
    private final Custody custody;
    private final Time time;
    private final Chance chance;
    private final boolean unfiltered;

    /** At work; empty where nobody is held to the rules for runs. */
    private final Supplier<Optional<UUID>> run;

    SimulatedVolumes(Scene scene, Wire wire, Supplier<Optional<UUID>> run) {
        this.world = scene.world();
        this.caller = scene.caller();
        this.custody = scene.custody();
        this.time = scene.time();
        this.chance = scene.chance();
        this.unfiltered = scene.weather().unfiltered();
        this.wire = wire;
        this.run = run;
    }

    @Override
    public List<Volume> find(Collection<String> ids) {
        return wire.read(
                At.CINDER,
                "read the volumes",
                () ->
                        ids.stream()
                                .distinct()
                                .flatMap(id -> visible(id).stream())
                                .map(this::volume)
                                .toList());
    }

    @Override
    public List<VolumeSnapshot> findSnapshots(Collection<String> ids) {
        return wire.read(
                At.CINDER,
                SNAPSHOTS,
                () ->
                        ids.stream()
                                .distinct()
                                .flatMap(id ->
                                        SimulatedCloud.found(
                                                () -> world.snapshots().visible(caller, id))
                                                .stream())
                                .map(this::snapshot)
                                .toList());
    }

    private Optional<io.stillframe.sandbox.world.Volume> visible(String id) {
        return SimulatedCloud.found(() -> world.volumes().visible(caller, id));
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
    public List<VolumeSnapshot> listSnapshots(UUID mark) {
        return wire.read(
                At.CINDER,
                SNAPSHOTS,
                () ->
                        world.snapshots().of(caller.project().id()).stream()
                                .filter(each -> unfiltered || isMarked(each.metadata(), mark))
                                .map(this::snapshot)
                                .toList());
    }

    @Override
    public List<VolumeSnapshot> snapshotAll(UUID mark, Collection<NewVolumeSnapshot> wanted) {
        return wire.together(() -> allOf(mark, wanted));
    }

    /** After a failure none is begun any more, but some may be under way already. */
    private List<VolumeSnapshot> allOf(UUID mark, Collection<NewVolumeSnapshot> wanted) {
        var taken = new ArrayList<VolumeSnapshot>();
        var failures = new ArrayList<Trouble>();
        for (var each : wanted) {
            if (failures.isEmpty() || chance.of(0.5)) {
                try {
                    taken.add(take(mark, each));
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

    private VolumeSnapshot take(UUID mark, NewVolumeSnapshot wanted) {
        var wish =
                new SnapshotWish(
                        wanted.volumeId(),
                        wanted.name(),
                        wanted.description(),
                        Map.of(MARK, mark.toString()),
                        true);
        var asked = time.instant();
        return wire.change(
                At.CINDER,
                "take a snapshot of volume " + wanted.volumeId(),
                () ->
                        run.get()
                                .ifPresent(own -> {
                                    custody.mayCreate(own);
                                    requireOwnProject(wanted.volumeId());
                                }),
                () -> {
                    var taken = world.snapshots().create(caller, wish);
                    custody.tookSnapshot(taken.id(), wanted.volumeId(), mark, asked);
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
        delete(
                "delete volume snapshot " + id,
                own -> custody.mayDeleteSnapshot(id, own),
                () -> world.snapshots().delete(caller, id));
    }

    @Override
    public Optional<String> reasonOf(String id) {
        return wire.read(
                At.CINDER,
                "read why " + id + " failed",
                () ->
                        world.messages().of(caller.project().id()).stream()
                                .filter(message -> message.resourceId().equals(id))
                                .map(Messages.Message::text)
                                .findFirst());
    }

    @Override
    public List<Volume> listVolumes(UUID mark) {
        return wire.read(
                At.CINDER,
                VOLUMES,
                () ->
                        world.volumes().of(caller.project().id()).stream()
                                .filter(each -> unfiltered || isMarked(each.metadata(), mark))
                                .map(this::volume)
                                .toList());
    }

    @Override
    public Volume make(UUID mark, NewVolume wanted) {
        return wire.change(
                At.CINDER,
                "make a volume of " + wanted.snapshotId(),
                () -> run.get().ifPresent(custody::mayCreate),
                () -> {
                    var made = world.volumes().create(caller, wish(mark, wanted));
                    custody.madeVolume(made.id(), mark);
                    return justAskedFor(volume(made));
                });
    }

    /** This answer of Cinder leaves out what all others tell. */
    private static Volume justAskedFor(Volume made) {
        return new Volume(
                made.id(),
                made.name(),
                null,
                made.status(),
                made.sizeGib(),
                made.volumeType(),
                made.bootable(),
                made.encrypted(),
                made.multiattach(),
                made.snapshotId(),
                made.mark(),
                Map.of(),
                made.attachedTo());
    }

    private VolumeWish wish(UUID mark, NewVolume wanted) {
        var origin =
                wanted.snapshotId() == null
                        ? null
                        : world.snapshots().visible(caller, wanted.snapshotId());
        return new VolumeWish(
                wanted.name(),
                wanted.description(),
                wanted.sizeGib(),
                wanted.volumeType(),
                Map.of(MARK, mark.toString()),
                origin,
                null,
                null);
    }

    @Override
    public void deleteVolume(String id) {
        delete(
                "delete volume " + id,
                own -> custody.mayDeleteVolume(id, own),
                () -> world.volumes().delete(caller, id));
    }

    /** What is not in the right status may be so later. */
    private void delete(String purpose, Consumer<UUID> rule, Runnable delete) {
        try {
            wire.change(At.CINDER, purpose, () -> run.get().ifPresent(rule), () -> gone(delete));
        } catch (Trouble trouble) {
            var upstream = trouble.problem().upstream();
            throw upstream != null && NOT_NOW.contains(upstream.status())
                    ? new Trouble(trouble.problem().passing(), trouble)
                    : trouble;
        }
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
                ofTypes(usage, "volumes_"),
                ofTypes(usage, "snapshots_"),
                ofTypes(usage, "gigabytes_"),
                List.of());
    }

    private static Map<String, Quota> ofTypes(Map<String, Quotas.Usage> all, String prefix) {
        return all.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix) && each.getValue().limit() >= 0)
                .collect(
                        Collectors.toMap(
                                each -> each.getKey().substring(prefix.length()),
                                each -> quota(each.getValue())));
    }

    private static Quota quota(Map<String, Quotas.Usage> all, String name) {
        return quota(Objects.requireNonNull(all.get(name), name));
    }

    private static Quota quota(Quotas.Usage usage) {
        return new Quota(usage.limit(), usage.inUse(), usage.reserved());
    }

    private Stream<Volume> all() {
        return world.volumes().of(caller.project().id()).stream().map(this::volume);
    }

    private Volume volume(io.stillframe.sandbox.world.Volume volume) {
        custody.seen(volume.id(), volume.status(), wire.turn());
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
        custody.seen(snapshot.id(), snapshot.status(), wire.turn());
        return new VolumeSnapshot(
                snapshot.id(),
                snapshot.projectId(),
                snapshot.volume().id(),
                snapshot.sizeGib(),
                VolumeSnapshot.Status.of(snapshot.status()),
                snapshot.metadata().get(MARK));
    }

    private static boolean isMarked(Map<String, String> metadata, UUID mark) {
        return mark.toString().equals(metadata.get(MARK));
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
}
