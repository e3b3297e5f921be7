package io.stillframe.kills;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the cloud holds, against what the snapshots say.
 *
 * @param ends how many snapshots there are in each status
 * @param orphans what no available snapshot needs, also if one lists it as left over
 * @param doubles the second snapshot for one request; the second volume snapshot of a volume for
 *     one snapshot, also if it was removed again
 * @param lost what was accepted and is not there
 * @param wrong all else that must not be
 */
record Balance(
        Map<String, Long> ends,
        List<String> orphans,
        List<String> doubles,
        List<String> lost,
        List<String> wrong) {

    private static final Set<String> GOOD_ENDS =
            Set.of("available", "failed", "cancelled", "deleted");

    /**
     * @param furnished the volumes of the servers
     * @param accepted the ids of the snapshots by their names
     */
    static Balance of(
            SandboxCloud cloud,
            Set<String> furnished,
            List<JsonNode> snapshots,
            Map<String, String> accepted) {
        return cloud.world()
                .inside(() -> new Counting(cloud, furnished, snapshots, accepted).balance());
    }

    Balance with(List<String> moreDoubles) {
        return new Balance(
                ends,
                orphans,
                Stream.concat(doubles.stream(), moreDoubles.stream()).toList(),
                lost,
                wrong);
    }

    boolean allHaveEnded() {
        return GOOD_ENDS.containsAll(ends.keySet());
    }

    boolean isClean() {
        return orphans.isEmpty() && doubles.isEmpty() && lost.isEmpty() && wrong.isEmpty();
    }

    private record Counting(
            SandboxCloud cloud,
            Set<String> furnished,
            List<JsonNode> snapshots,
            Map<String, String> accepted) {

        Balance balance() {
            return new Balance(
                    new TreeMap<>(
                            snapshots.stream().collect(groupingBy(Counting::status, counting()))),
                    orphans(),
                    doubledSnapshots().toList(),
                    lost(),
                    wrong());
        }

        private List<String> orphans() {
            var needed = new HashSet<String>();
            available().forEach(each -> needed.addAll(whatIsOf(each)));
            needed.addAll(furnished);
            return Stream.of(
                            cloud.volumeSnapshots().stream()
                                    .filter(each -> !needed.contains(each.id())),
                            cloud.volumes().stream().filter(each -> !needed.contains(each.id())),
                            cloud.images().stream().filter(each -> !needed.contains(each.id())))
                    .flatMap(Function.identity())
                    .map(Object::toString)
                    .toList();
        }

        private Set<String> whatIsOf(JsonNode snapshot) {
            var ids = new HashSet<>(OneSnapshot.texts(snapshot, "snapshot_id"));
            image(snapshot)
                    .forEach(image -> {
                        ids.add(image.id());
                        ids.addAll(OneSnapshot.locations(image));
                    });
            return ids;
        }

        private Stream<String> doubledSnapshots() {
            return snapshots.stream()
                    .collect(groupingBy(each -> each.path("name").asString()))
                    .values()
                    .stream()
                    .flatMap(group -> group.stream().skip(1))
                    .map(each -> "snapshot " + each.path("name").asString());
        }

        private List<String> lost() {
            var known = snapshots.stream().map(Counting::id).collect(toSet());
            return accepted.values().stream().filter(id -> !known.contains(id)).toList();
        }

        private List<String> wrong() {
            var wrong = new ArrayList<String>();
            var volumes = cloud.volumes().stream().map(Volume::id).collect(toSet());
            furnished.stream()
                    .filter(id -> !volumes.contains(id))
                    .forEach(id -> wrong.add("a server has lost its volume " + id));
            snapshots.stream()
                    .map(Counting::id)
                    .filter(id -> !accepted.containsValue(id))
                    .forEach(id -> wrong.add("nobody has asked for " + id));
            available()
                    .forEach(each ->
                            new OneSnapshot(
                                            each,
                                            marked(each),
                                            markedVolumes(each),
                                            image(each).toList())
                                    .objections()
                                    .forEach(why -> wrong.add(id(each) + ": " + why)));
            return wrong;
        }

        private Stream<JsonNode> available() {
            return snapshots.stream().filter(each -> status(each).equals("available"));
        }

        private List<VolumeSnapshot> marked(JsonNode snapshot) {
            return cloud.volumeSnapshots().stream()
                    .filter(each -> mark(each).equals(id(snapshot)))
                    .toList();
        }

        private List<Volume> markedVolumes(JsonNode snapshot) {
            return cloud.volumes().stream()
                    .filter(each -> id(snapshot).equals(each.metadata().get("stillframe_snapshot")))
                    .toList();
        }

        private Stream<Image> image(JsonNode snapshot) {
            return cloud.images().stream()
                    .filter(each -> each.id().equals(snapshot.path("image_id").asString("")));
        }

        private static String mark(VolumeSnapshot each) {
            return each.metadata().getOrDefault("stillframe_snapshot", "");
        }

        private static String id(JsonNode snapshot) {
            return snapshot.path("id").asString();
        }

        private static String status(JsonNode snapshot) {
            return snapshot.path("status").asString();
        }
    }
}
