package io.stillframe.simulation;

import static io.stillframe.simulation.Custody.require;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.MappingText;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotVolume;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a snapshot that is called available is one: by what the cloud has, and not by what the
 * run believes.
 */
final class Wholeness {

    private static final Set<String> BAD = Set.of("creating", "error", "deleting");

    private final World world;
    private final Custody custody;
    private final MappingText mappings = new MappingText();
    private final Map<UUID, Set<String>> attached = new HashMap<>();

    Wholeness(World world, Custody custody) {
        this.world = world;
        this.custody = custody;
    }

    void stored(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
        if (before != null && before.phase().getClass() == after.phase().getClass()) {
            return;
        }
        if (after.phase() instanceof Performing) {
            attached.put(after.id(), attached(after));
        }
        if (after.phase() instanceof Succeeded) {
            requireAll(after);
            requireAllGood(after);
        }
    }

    /** Only at this moment: later others may do to them what they like. */
    private void requireAllGood(Run<ServerSnapshot> run) {
        if (!custody.wasTakenAway(run.id())) {
            run.facts().volumes().stream()
                    .flatMap(volume ->
                            world.snapshots().find(String.valueOf(volume.snapshotId())).stream())
                    .forEach(each -> require(!BAD.contains(each.status()), "it maps %s", each));
        }
    }

    private Set<String> attached(Run<ServerSnapshot> run) {
        return world.servers().find(run.subject()).orElseThrow().attachments().stream()
                .map(each -> each.volume().id())
                .collect(Collectors.toSet());
    }

    /** The image is active and maps one good volume snapshot of each volume, the root first. */
    void requireAll(Run<ServerSnapshot> run) {
        if (custody.wasTakenAway(run.id())) {
            return;
        }
        var name = WatchedRuns.name(run);
        var image =
                custody.image(run)
                        .findFirst()
                        .orElseThrow(() -> new Violation(name + " has no image"));
        require(image.status().equals("active"), "%s has an image that is %s", name, image);
        requireMapping(run, image);
        run.facts().volumes().forEach(volume -> requireOwn(run, volume));
        var volumes =
                run.facts().volumes().stream()
                        .map(SnapshotVolume::volumeId)
                        .collect(Collectors.toSet());
        var missing = attached(run);
        missing.retainAll(attached.getOrDefault(run.id(), Set.of()));
        missing.removeAll(volumes);
        require(missing.isEmpty(), "%s has nothing of the volumes %s", name, missing);
        requireRoot(run, image);
    }

    private void requireMapping(Run<ServerSnapshot> run, Image image) {
        var mapping = mappings.parse(Pointers.mapping(image));
        var mapped =
                mapping.stream().map(entry -> String.valueOf(entry.get("snapshot_id"))).toList();
        var own =
                run.facts().volumes().stream()
                        .map(volume -> String.valueOf(volume.snapshotId()))
                        .toList();
        require(mapped.equals(own), "%s maps %s instead of %s", image, mapped, own);
        var places = mapping.stream().map(entry -> entry.get("boot_index")).toList();
        require(
                places.getFirst().equals(0)
                        && places.stream().skip(1).allMatch(place -> place.equals(-1)),
                "%s boots by %s",
                image,
                places);
    }

    private void requireOwn(Run<ServerSnapshot> run, SnapshotVolume volume) {
        var snapshot = world.snapshots().find(String.valueOf(volume.snapshotId())).orElse(null);
        require(
                snapshot != null
                        && snapshot.volume().id().equals(volume.volumeId())
                        && custody.isOfThisTry(snapshot.id(), run.id()),
                "%s has no volume snapshot of %s that is of this try: %s",
                WatchedRuns.name(run),
                volume.volumeId(),
                snapshot);
    }

    /** A location is the root's volume snapshot, or a volume that was made from it. */
    private void requireRoot(Run<ServerSnapshot> run, Image image) {
        var root = run.facts().volumes().getFirst().snapshotId();
        var locations = Pointers.locations(image).toList();
        require(locations.size() <= 1, "%s has the locations %s", image, locations);
        require(
                locations.isEmpty() || originsOf(locations.getFirst()).contains(root),
                "%s stands on %s, which is not the root",
                image,
                locations);
    }

    private List<@Nullable String> originsOf(String id) {
        var volume = world.volumes().find(id).orElse(null);
        var origin = volume == null ? null : volume.origin();
        return origin == null ? List.of(id) : List.of(id, origin.id());
    }
}
