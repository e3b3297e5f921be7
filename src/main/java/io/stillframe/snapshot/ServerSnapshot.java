package io.stillframe.snapshot;

import io.stillframe.snapshot.VolumeSnapshot.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows about the one still frame that it takes: what was asked for, what was found,
 * what was made.
 *
 * @param name of the image
 * @param rootFoundBy how the root was told from the other volumes; null until the server was
 *     inspected
 * @param volumes the root first; empty until the server was inspected
 * @param mappingKeys those that the Nova of this cloud understands
 * @param properties of the image, without the mapping
 * @param limits what the limits were and what we need of them, when they were checked
 * @param strategy the one taken; null until chosen
 * @param imageId chosen and stored before the image is registered; null before that
 * @param imageDeleted the image was there, and is gone
 */
public record ServerSnapshot(
        SnapshotRequest request,
        @Nullable String serverName,
        String name,
        @Nullable String rootFoundBy,
        List<SnapshotVolume> volumes,
        Set<MappingKey> mappingKeys,
        Map<String, String> properties,
        List<LimitCheck> limits,
        @Nullable Strategy strategy,
        @Nullable String imageId,
        boolean imageDeleted,
        List<String> warnings) {

    public ServerSnapshot {
        volumes = List.copyOf(volumes);
        mappingKeys = Set.copyOf(mappingKeys);
        properties = Map.copyOf(properties);
        limits = List.copyOf(limits);
        warnings = List.copyOf(warnings);
    }

    public static ServerSnapshot of(SnapshotRequest request) {
        var name = request.name() == null ? request.serverId() : request.name();
        return new ServerSnapshot(
                request, null, name, null, List.of(), Set.of(), Map.of(), List.of(), null, null,
                false, List.of());
    }

    public List<String> volumeIds() {
        return volumes.stream().map(SnapshotVolume::volumeId).toList();
    }

    public List<SnapshotVolume> volumesWithoutSnapshot() {
        return volumes.stream().filter(volume -> volume.snapshotId() == null).toList();
    }

    /** The mapping of the image: the root first. */
    public List<BlockDevice> mapping() {
        return volumes.stream().map(volume -> BlockDevice.of(volume, mappingKeys)).toList();
    }

    /** Whether every volume snapshot was there when last looked. */
    public boolean complete() {
        return !volumes.isEmpty() && volumes.stream().allMatch(SnapshotVolume::present);
    }

    /**
     * As Cinder shows it now. A volume keeps the volume snapshot that it has, and takes the best of
     * those found if it has none; more than one is found only when a call took effect late.
     */
    ServerSnapshot with(Collection<VolumeSnapshot> found) {
        var now = volumes.stream().map(volume -> seen(volume, found)).toList();
        return withVolumes(now);
    }

    /** Those found that are in no entry of the mapping. */
    List<VolumeSnapshot> surplus(Collection<VolumeSnapshot> found) {
        var kept = new HashSet<@Nullable String>();
        volumes.forEach(volume -> kept.add(volume.snapshotId()));
        return found.stream().filter(snapshot -> !kept.contains(snapshot.id())).toList();
    }

    /** What was made and is still there, as far as we know. */
    public List<Leftover> left(String why) {
        var left = new ArrayList<Leftover>();
        if (imageId != null && !imageDeleted) {
            left.add(new Leftover("image", imageId, why));
        }
        for (var volume : volumes) {
            if (volume.snapshotId() != null && !volume.status().equals(SnapshotVolume.DELETED)) {
                left.add(new Leftover("volume_snapshot", volume.snapshotId(), why));
            }
        }
        return left;
    }

    ServerSnapshot inspected(
            Server server,
            String name,
            RootVolume root,
            List<AttachedVolume> wanted,
            Set<MappingKey> mappingKeys,
            Map<String, String> properties,
            List<String> warnings) {
        var volumes =
                wanted.stream()
                        .map(volume -> SnapshotVolume.of(volume, volume.id().equals(root.id())))
                        .toList();
        return new ServerSnapshot(
                request,
                server.name(),
                name,
                root.foundBy(),
                volumes,
                mappingKeys,
                properties,
                List.of(),
                null,
                null,
                false,
                warnings);
    }

    private ServerSnapshot withVolumes(List<SnapshotVolume> now) {
        return new ServerSnapshot(
                request,
                serverName,
                name,
                rootFoundBy,
                now,
                mappingKeys,
                properties,
                limits,
                strategy,
                imageId,
                imageDeleted,
                warnings);
    }

    ServerSnapshot checked(List<LimitCheck> limits, Collection<String> more) {
        return new ServerSnapshot(
                request,
                serverName,
                name,
                rootFoundBy,
                volumes,
                mappingKeys,
                properties,
                limits,
                strategy,
                imageId,
                imageDeleted,
                union(more));
    }

    ServerSnapshot asImage(String id, Strategy taken) {
        return new ServerSnapshot(
                request,
                serverName,
                name,
                rootFoundBy,
                volumes,
                mappingKeys,
                properties,
                limits,
                taken,
                id,
                false,
                warnings);
    }

    ServerSnapshot withoutImage() {
        return new ServerSnapshot(
                request,
                serverName,
                name,
                rootFoundBy,
                volumes,
                mappingKeys,
                properties,
                limits,
                strategy,
                imageId,
                true,
                warnings);
    }

    ServerSnapshot warned(Collection<String> more) {
        return checked(limits, more);
    }

    private List<String> union(Collection<String> more) {
        var all = new ArrayList<>(warnings);
        more.stream().filter(warning -> !warnings.contains(warning)).forEach(all::add);
        return all;
    }

    private static SnapshotVolume seen(SnapshotVolume volume, Collection<VolumeSnapshot> found) {
        return found.stream()
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

    /**
     * @param needed by this snapshot, on top of what is in use
     */
    public record LimitCheck(String name, long limit, long inUse, long reserved, long needed) {}

    /** Something that we made and could not remove. */
    public record Leftover(String kind, String id, String why) {}
}
