package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows about the one still frame that it takes: what was asked for, what was found,
 * what was made.
 *
 * @param found null until the server was inspected
 * @param volumes the root first; empty until the server was inspected
 * @param surplus ids of marked volume snapshots that no entry of the mapping has, when last looked
 * @param limits what the limits were and what we need of them, when they were checked
 * @param image null until its id is chosen, which is before it is registered
 */
public record ServerSnapshot(
        SnapshotRequest request,
        @Nullable Found found,
        List<SnapshotVolume> volumes,
        List<String> surplus,
        List<LimitCheck> limits,
        @Nullable OwnImage image,
        List<String> warnings) {

    private static final Duration MAY_LAG = Duration.ofSeconds(10);

    public ServerSnapshot {
        volumes = List.copyOf(volumes);
        surplus = List.copyOf(surplus);
        limits = List.copyOf(limits);
        warnings = List.copyOf(warnings);
    }

    /**
     * What the server was when it was inspected, and what follows from that.
     *
     * @param imageName of the image to be made
     * @param rootFoundBy how the root was told from the other volumes
     * @param mappingKeys those that the Nova of this cloud understands
     * @param properties of the image to be made, without the mapping
     */
    public record Found(
            String serverName,
            String imageName,
            String rootFoundBy,
            Set<MappingKey> mappingKeys,
            Map<String, String> properties) {

        public Found {
            mappingKeys = Set.copyOf(mappingKeys);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * The image that this run makes.
     *
     * @param id the only thing by which it is ever known
     * @param strategy how it becomes active
     * @param deleted it is gone, or has never come to be
     */
    public record OwnImage(String id, Strategy strategy, boolean deleted) {}

    /**
     * @param needed by this snapshot, on top of what is in use
     */
    public record LimitCheck(String name, long limit, long inUse, long reserved, long needed) {}

    /** Something that we made and could not remove. */
    public record Leftover(String kind, String id, String why) {}

    public static ServerSnapshot of(SnapshotRequest request) {
        return new ServerSnapshot(request, null, List.of(), List.of(), List.of(), null, List.of());
    }

    public List<String> volumeIds() {
        return volumes.stream().map(SnapshotVolume::volumeId).toList();
    }

    /** Of the image to be made; the server's id until a name is known. */
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

    /** The strategy taken; null until chosen. */
    public @Nullable Strategy strategy() {
        return image == null ? null : image.strategy();
    }

    /** Null until the image's id is chosen. */
    public @Nullable String imageId() {
        return image == null ? null : image.id();
    }

    /** The mapping of the image: the root first; empty until the server was inspected. */
    public List<BlockDevice> mapping() {
        var keys = found == null ? Set.<MappingKey>of() : found.mappingKeys();
        return volumes.stream().map(volume -> BlockDevice.of(volume, keys)).toList();
    }

    /** Whether every volume snapshot was there when last looked. */
    public boolean complete() {
        return !volumes.isEmpty() && volumes.stream().allMatch(SnapshotVolume::present);
    }

    /** What was made and is still there, as far as we know. */
    public List<Leftover> left(String why) {
        var left = new ArrayList<Leftover>();
        if (image != null && !image.deleted()) {
            left.add(new Leftover("image", image.id(), why));
        }
        for (var volume : volumes) {
            if (volume.snapshotId() != null && !volume.status().equals(SnapshotVolume.DELETED)) {
                left.add(new Leftover("volume_snapshot", volume.snapshotId(), why));
            }
        }
        surplus.forEach(id -> left.add(new Leftover("volume_snapshot", id, why)));
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

    /**
     * As Cinder shows it now. A volume keeps the volume snapshot that it has, and takes the best of
     * those seen if it has none; more than one is seen only when a call took effect late.
     */
    ServerSnapshot with(Collection<VolumeSnapshot> seen) {
        var now = volumes.stream().map(volume -> asSeen(volume, seen)).toList();
        var kept = new ServerSnapshot(request, found, now, surplus, limits, image, warnings);
        var others = kept.surplus(seen).stream().map(VolumeSnapshot::id).toList();
        return new ServerSnapshot(request, found, now, others, limits, image, warnings);
    }

    /** Those seen that are in no entry of the mapping. */
    List<VolumeSnapshot> surplus(Collection<VolumeSnapshot> seen) {
        var kept = new HashSet<@Nullable String>();
        volumes.forEach(volume -> kept.add(volume.snapshotId()));
        return seen.stream().filter(snapshot -> !kept.contains(snapshot.id())).toList();
    }

    ServerSnapshot inspected(Found found, List<SnapshotVolume> volumes, List<String> warnings) {
        return new ServerSnapshot(request, found, volumes, surplus, limits, image, warnings);
    }

    ServerSnapshot checked(List<LimitCheck> limits) {
        return new ServerSnapshot(request, found, volumes, surplus, limits, image, warnings);
    }

    ServerSnapshot as(OwnImage image) {
        return new ServerSnapshot(request, found, volumes, surplus, limits, image, warnings);
    }

    /** Each warning is said once, however often it is found. */
    ServerSnapshot warned(Collection<String> more) {
        var all = new ArrayList<>(warnings);
        more.stream().filter(warning -> !warnings.contains(warning)).forEach(all::add);
        return new ServerSnapshot(request, found, volumes, surplus, limits, image, all);
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
