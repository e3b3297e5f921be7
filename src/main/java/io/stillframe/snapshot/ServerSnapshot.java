package io.stillframe.snapshot;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.stillframe.snapshot.ServerSnapshot.Leftover.Kind;
import io.stillframe.snapshot.VolumeSnapshot.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows about the one still frame that it takes: what was asked for, what was found,
 * what was made.
 *
 * @param found null until the server was inspected
 * @param volumes the root first; empty until the server was inspected
 * @param earlierVolumes ids of the volumes of earlier tries
 * @param surplus ids of marked volume snapshots that no entry of the mapping has, when last looked
 * @param limits what the limits were and what we need of them, when they were checked
 * @param image null until its id is chosen, which is before it is registered
 * @param climb how far the image has come on its way to be active
 */
public record ServerSnapshot(
        SnapshotRequest request,
        @Nullable Found found,
        List<SnapshotVolume> volumes,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> earlierVolumes,
        List<String> surplus,
        List<LimitCheck> limits,
        @Nullable OwnImage image,
        Climb climb,
        List<String> warnings)
        implements OneImage<ServerSnapshot> {

    static final Duration MAY_LAG = Duration.ofSeconds(10);

    public ServerSnapshot {
        volumes = List.copyOf(volumes);
        earlierVolumes = List.copyOf(earlierVolumes);
        surplus = List.copyOf(surplus);
        limits = List.copyOf(limits);
        warnings = List.copyOf(warnings);
        if (climb == null) { // stored before there was a ladder
            climb = Climb.of(List.of(Rung.EMPTY_UPLOAD), List.of());
        }
    }

    /**
     * What the server was when it was inspected, and what follows from that.
     *
     * @param imageName of the image to be made
     * @param rootFoundBy how the root was told from the other volumes
     * @param mappingKeys those that the Nova of this cloud understands
     * @param properties of the image to be made, without the mapping
     * @param minRam in MiB, of the image that the root was made from; 0 for none
     */
    public record Found(
            String serverName,
            String imageName,
            String rootFoundBy,
            Set<MappingKey> mappingKeys,
            Map<String, String> properties,
            int minRam,
            boolean encryptedRoot) {

        public Found {
            mappingKeys = Set.copyOf(mappingKeys);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * The image that this run makes.
     *
     * @param id the only thing by which it is ever known
     * @param registered Glance has it under this id
     * @param unwanted it is taken down, because the next rung of the ladder needs another
     * @param deleted it is gone, or has never come to be
     */
    public record OwnImage(String id, boolean registered, boolean unwanted, boolean deleted) {

        static OwnImage under(UUID id) {
            return new OwnImage(id.toString(), false, false, false);
        }

        OwnImage there() {
            return new OwnImage(id, true, unwanted, false);
        }

        OwnImage notWanted() {
            return new OwnImage(id, registered, true, deleted);
        }

        OwnImage gone() {
            return new OwnImage(id, registered, unwanted, true);
        }
    }

    /**
     * @param needed by this snapshot, on top of what is in use
     */
    public record LimitCheck(String name, long limit, long inUse, long reserved, long needed) {}

    /** Something that we made and could not remove. */
    public record Leftover(Kind kind, String id, String why) {

        public enum Kind {
            IMAGE,
            IMAGE_VOLUME,
            VOLUME_SNAPSHOT;

            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    public static ServerSnapshot of(SnapshotRequest request) {
        return new ServerSnapshot(
                request,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                Climb.NOT_BEGUN,
                List.of());
    }

    /** To begin again with; only what may still appear of this try is kept in mind. */
    ServerSnapshot again() {
        var given = image == null ? climb : climb.givingUp(image.id());
        return new ServerSnapshot(
                request,
                null,
                List.of(),
                everyVolumeId(),
                List.of(),
                List.of(),
                null,
                Climb.NOT_BEGUN.after(given),
                List.of());
    }

    /** Of this try and the earlier ones: what is ours is a volume snapshot of one of them. */
    List<String> everyVolumeId() {
        return Stream.concat(volumeIds().stream(), earlierVolumes.stream()).distinct().toList();
    }

    public List<String> volumeIds() {
        return volumes.stream().map(SnapshotVolume::volumeId).toList();
    }

    @Override
    public Strategy strategy() {
        return request.strategy();
    }

    @Override
    public String origin() {
        return "server " + request.serverId();
    }

    @Override
    public boolean hasRootWithoutLocation() {
        return !request.mappingWithoutRoot();
    }

    /** Null until the server was inspected. */
    @Override
    public @Nullable RootDisk rootDisk() {
        return volumes.isEmpty()
                ? null
                : new RootDisk(
                        root().snapshotId(),
                        true,
                        root().sizeGib(),
                        root().volumeType(),
                        found != null && found.encryptedRoot());
    }

    @Override
    public NewImage newImage(String id, MappingText text) {
        return newImage(id, text.of(this));
    }

    @Override
    public NewImage sample(String id, MappingText text) {
        return newImage(id, text.sample(this));
    }

    private NewImage newImage(String id, String mapping) {
        var properties = new TreeMap<>(properties());
        properties.put(ImageProperties.MAPPING, mapping);
        return new NewImage(
                id,
                name(),
                request.visibility(),
                root().sizeGib(),
                found == null ? 0 : found.minRam(),
                properties,
                null);
    }

    /** Of the image to be made; the server's id until a name is known. */
    @Override
    public String name() {
        return found == null ? request.serverId() : found.imageName();
    }

    /** Null until the server was inspected. */
    public @Nullable String serverName() {
        return found == null ? null : found.serverName();
    }

    /** Null until the server was inspected. */
    public @Nullable String rootFoundBy() {
        return found == null ? null : found.rootFoundBy();
    }

    /** Of the image to be made, without the mapping; empty until the server was inspected. */
    public Map<String, String> properties() {
        return found == null ? Map.of() : found.properties();
    }

    /** Known once the server was inspected. */
    SnapshotVolume root() {
        return volumes.getFirst();
    }

    /**
     * The mapping of the image: the root first, unless the caller wants it left out; empty until
     * the server was inspected.
     */
    public List<BlockDevice> mapping() {
        var keys = found == null ? Set.<MappingKey>of() : found.mappingKeys();
        return volumes.stream()
                .filter(volume -> !volume.isRoot() || !request.mappingWithoutRoot())
                .map(volume -> BlockDevice.of(volume, keys))
                .toList();
    }

    /** Whether every volume snapshot was there when last looked. */
    public boolean complete() {
        return !volumes.isEmpty() && volumes.stream().allMatch(SnapshotVolume::present);
    }

    /** What is no part of the result and is still there, as far as we know. */
    List<Leftover> superfluous(String why) {
        return Stream.of(
                        Stream.ofNullable(climb.lateImage())
                                .map(id -> new Leftover(Kind.IMAGE, id, why)),
                        climb.seen().stream()
                                .filter(id -> !id.equals(climb.volumeId()))
                                .map(id -> new Leftover(Kind.IMAGE_VOLUME, id, why)),
                        surplus.stream().map(id -> new Leftover(Kind.VOLUME_SNAPSHOT, id, why)))
                .flatMap(leftovers -> leftovers)
                .toList();
    }

    boolean leavesSomething() {
        return !left("").isEmpty();
    }

    /** What was made and is still there, as far as we know. */
    public List<Leftover> left(String why) {
        var left = new ArrayList<Leftover>();
        if (image != null && !image.deleted()) {
            left.add(new Leftover(Kind.IMAGE, image.id(), why));
        }
        if (climb.lateImage() != null && !climb.lateImage().equals(imageId())) {
            left.add(new Leftover(Kind.IMAGE, climb.lateImage(), why));
        }
        Stream.concat(Stream.ofNullable(climb.volumeId()), climb.seen().stream())
                .distinct()
                .forEach(id -> left.add(new Leftover(Kind.IMAGE_VOLUME, id, why)));
        for (var volume : volumes) {
            if (volume.snapshotId() != null && !volume.status().equals(SnapshotVolume.DELETED)) {
                left.add(new Leftover(Kind.VOLUME_SNAPSHOT, volume.snapshotId(), why));
            }
        }
        surplus.forEach(id -> left.add(new Leftover(Kind.VOLUME_SNAPSHOT, id, why)));
        return left;
    }

    /**
     * The first whose volume snapshot will not become available any more. One that is only missing
     * in a list counts after a while: the list may come from a replica of Cinder's database that
     * lags.
     *
     * @param looked for how long the volume snapshots have been looked at
     */
    Optional<SnapshotVolume> lost(Duration looked) {
        return volumes.stream()
                .filter(volume -> Status.of(volume.status()).lost())
                .filter(volume ->
                        !volume.status().equals(SnapshotVolume.DELETED)
                                || looked.compareTo(MAY_LAG) > 0)
                .findFirst();
    }

    List<SnapshotVolume> volumesWithoutSnapshot() {
        return volumes.stream().filter(volume -> volume.snapshotId() == null).toList();
    }

    /** The root, if a volume may yet be made of it to be the image's location; else none. */
    List<SnapshotVolume> rootsWithoutImageVolume() {
        var made = climb.volumeId() != null && climb.rung() == Rung.ROOT_VOLUME;
        return climb.ahead().contains(Rung.ROOT_VOLUME) && !made ? List.of(root()) : List.of();
    }

    /**
     * As Cinder shows it now. A volume keeps the volume snapshot that it has, and takes the best of
     * those seen if it has none; more than one is seen only when a call took effect late.
     */
    ServerSnapshot with(Collection<VolumeSnapshot> seen) {
        var now = volumes.stream().map(volume -> asSeen(volume, seen)).toList();
        var kept =
                new ServerSnapshot(
                        request,
                        found,
                        now,
                        earlierVolumes,
                        surplus,
                        limits,
                        image,
                        climb,
                        warnings);
        var others = kept.surplus(seen).stream().map(VolumeSnapshot::id).toList();
        return new ServerSnapshot(
                request, found, now, earlierVolumes, others, limits, image, climb, warnings);
    }

    /** Those seen that are in no entry of the mapping. */
    List<VolumeSnapshot> surplus(Collection<VolumeSnapshot> seen) {
        var kept = new HashSet<@Nullable String>();
        volumes.forEach(volume -> kept.add(volume.snapshotId()));
        return seen.stream().filter(snapshot -> !kept.contains(snapshot.id())).toList();
    }

    ServerSnapshot inspected(Found found, List<SnapshotVolume> volumes, List<String> warnings) {
        return new ServerSnapshot(
                request, found, volumes, earlierVolumes, surplus, limits, image, climb, warnings);
    }

    ServerSnapshot checked(List<LimitCheck> limits) {
        return new ServerSnapshot(
                request, found, volumes, earlierVolumes, surplus, limits, image, climb, warnings);
    }

    @Override
    public ServerSnapshot as(@Nullable OwnImage image) {
        return new ServerSnapshot(
                request, found, volumes, earlierVolumes, surplus, limits, image, climb, warnings);
    }

    @Override
    public ServerSnapshot at(Climb climb) {
        return new ServerSnapshot(
                request, found, volumes, earlierVolumes, surplus, limits, image, climb, warnings);
    }

    @Override
    public ServerSnapshot warned(Collection<String> more) {
        var all = new ArrayList<>(warnings);
        more.stream().filter(warning -> !warnings.contains(warning)).forEach(all::add);
        return new ServerSnapshot(
                request, found, volumes, earlierVolumes, surplus, limits, image, climb, all);
    }

    private static SnapshotVolume asSeen(SnapshotVolume volume, Collection<VolumeSnapshot> seen) {
        return seen.stream()
                .filter(snapshot -> snapshot.volumeId().equals(volume.volumeId()))
                .filter(snapshot ->
                        volume.snapshotId() == null || volume.snapshotId().equals(snapshot.id()))
                .min(
                        Comparator.comparing((VolumeSnapshot snapshot) ->
                                        snapshot.status() != Status.AVAILABLE)
                                .thenComparing(VolumeSnapshot::id))
                .map(volume::with)
                .orElseGet(volume::gone);
    }
}
