package io.stillframe.simulation;

import io.stillframe.openstack.Diagnosed.At;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.world.Images.Change;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.sandbox.world.World;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Volumes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everybody but the callers: people who work in the same project, copy what they find, and take
 * away what is not theirs; operators and administrators.
 */
final class Outsiders {

    private static final Duration A_WHILE = Duration.ofMinutes(3);

    private final World world;
    private final CloudProject project;
    private final CloudProject strangers;
    private final Engine engine;
    private final Callers callers;
    private final Deeds deeds;
    private final Wire wire;
    private final Custody custody;
    private final Time time;
    private final Chance chance;
    private final Weather weather;
    private final Story story;
    private final List<Server> servers;
    private final List<Runnable> remedies = new ArrayList<>();

    Outsiders(
            Scene scene,
            Deeds deeds,
            Callers callers,
            Engine engine,
            Wire wire,
            List<Server> servers) {
        this.world = scene.world();
        this.project = scene.project();
        this.strangers = scene.strangers();
        this.custody = scene.custody();
        this.time = scene.time();
        this.chance = scene.chance();
        this.weather = scene.weather();
        this.story = scene.story();
        this.engine = engine;
        this.deeds = deeds;
        this.callers = callers;
        this.wire = wire;
        this.servers = servers;
    }

    /** What all of them are going to do. */
    void plan() {
        for (var server : servers) {
            deeds.later(chance.upTo(A_WHILE), () -> callers.request(server));
        }
        for (int i = weather.isClear() ? 0 : chance.below(6); i > 0; i--) {
            deeds.later(chance.upTo(Callers.SCENE), deed());
        }
    }

    private Runnable deed() {
        return switch (chance.below(20)) {
            case 0, 1, 2 -> () -> callers.ask("cancel", Snapshots::cancel);
            case 3, 4 -> () -> callers.ask("delete", Snapshots::delete);
            case 5, 6 -> () -> callers.ask("retry", Snapshots::retry);
            case 7 -> () -> callers.request(chance.oneOf(servers));
            case 8 -> this::copyTheMark;
            case 9 -> this::copyTheImage;
            case 10 -> this::useAVolumeSnapshot;
            case 11 -> this::protectAnImage;
            case 12 -> this::takeSomethingAway;
            case 13 -> this::backUp;
            case 14 -> () -> switchOff(chance.oneOf(At.values()));
            case 15 -> this::refuseOurToken;
            case 16 -> this::jump;
            case 17 -> () -> engine.end(chance.oneOf(engine.processes()));
            case 18 -> this::breakAVolumeSnapshot;
            default -> this::detach;
        };
    }

    /** All that stands in the way goes. */
    void help() {
        remedies.forEach(Runnable::run);
        remedies.clear();
        inside(() ->
                world.snapshots().of(project.id()).stream()
                        .filter(each -> each.status().equals("error_deleting"))
                        .forEach(each -> world.snapshots().setStatus(each, "error")));
    }

    /** As restoring a backup does, or a script: on something else altogether. */
    private void copyTheMark() {
        callers.run()
                .ifPresent(run -> {
                    var mark = Map.of(Volumes.MARK, run.id().toString());
                    tell("copies the mark of %s", WatchedRuns.name(run));
                    inside(() -> {
                        var own = chance.oneOf(servers).attachments().getFirst().volume();
                        var wish = VolumeWish.blank("restored", 1);
                        var restored = world.volumes().create(project.caller(), wish);
                        world.volumes().update(restored, null, null, mark);
                        world.snapshots()
                                .create(
                                        project.caller(),
                                        new SnapshotWish(restored.id(), "copy", null, mark, true));
                        world.snapshots()
                                .create(
                                        project.caller(),
                                        new SnapshotWish(
                                                own.id(), "nightly", null, Map.of(), true));
                    });
                });
    }

    /** As Nova and Cinder do with the properties of an image. */
    private void copyTheImage() {
        image().ifPresent(image -> {
            tell("makes an image with the properties of image %s", image.id());
            var attributes = new HashMap<String, @Nullable Object>(image.properties());
            attributes.put("name", "copy");
            inside(() -> world.images().create(project.caller(), attributes));
        });
    }

    /**
     * Makes an image under the id that a run has just chosen: in another project, but where it is
     * always clear what is ours. An image under an id that we may have asked for is taken for ours.
     */
    void take(UUID imageId) {
        if (weather.admin() && !weather.isClear()) {
            return; // who sees all projects cannot tell
        }
        tell("takes image id %s", imageId);
        var whose = (weather.isClear() ? project : strangers).caller();
        inside(() ->
                world.images()
                        .create(
                                whose,
                                Map.of(
                                        "id", imageId.toString(),
                                        "name", "frame",
                                        "stillframe_snapshot", "theirs")));
    }

    private void useAVolumeSnapshot() {
        volumeSnapshot("available")
                .ifPresent(snapshot -> {
                    tell("makes a volume of volume snapshot %s", snapshot.id());
                    inside(() -> {
                        var wish = VolumeWish.copyOf(snapshot, "mine");
                        var child = world.volumes().create(project.caller(), wish);
                        remedies.add(() -> inside(() -> removeWhenMade(child)));
                    });
                });
    }

    private void removeWhenMade(Volume child) {
        if (child.status().equals("creating")) {
            deeds.later(Duration.ofMinutes(1), () -> inside(() -> removeWhenMade(child)));
        } else {
            world.volumes().delete(project.caller(), child.id());
        }
    }

    private void protectAnImage() {
        image().ifPresent(image -> {
            tell("protects image %s", image.id());
            var id = image.id();
            inside(() -> protect(id, true));
            remedies.add(() -> inside(() -> protect(id, false)));
        });
    }

    private void protect(String id, boolean isSo) {
        var change = new Change("replace", List.of("protected"), isSo);
        world.images().change(project.caller(), id, List.of(change));
    }

    private void takeSomethingAway() {
        var ours = custody.ofAnyRun().stream().filter(custody::isThere).toList();
        if (!ours.isEmpty()) {
            var id = chance.oneOf(ours);
            tell("takes away %s", id);
            inside(() -> world.images().delete(project.caller(), id));
            inside(() -> world.volumes().delete(project.caller(), id));
            inside(() -> world.snapshots().delete(project.caller(), id));
            if (!custody.isThere(id)) {
                custody.takenAway(id);
            }
        }
    }

    private void backUp() {
        volumeSnapshot("available")
                .ifPresent(snapshot -> {
                    tell("backs up volume snapshot %s", snapshot.id());
                    inside(() -> world.snapshots().setStatus(snapshot, "backing-up"));
                    deeds.later(
                            chance.upTo(A_WHILE),
                            () -> inside(() -> become(snapshot, "backing-up", "available")));
                });
    }

    private void breakAVolumeSnapshot() {
        volumeSnapshot("available")
                .ifPresent(snapshot -> {
                    tell("finds volume snapshot %s error_deleting", snapshot.id());
                    inside(() -> world.snapshots().setStatus(snapshot, "error_deleting"));
                });
    }

    private void become(VolumeSnapshot snapshot, String from, String to) {
        if (snapshot.status().equals(from)) {
            world.snapshots().setStatus(snapshot, to);
        }
    }

    private void switchOff(At service) {
        tell("switches %s off", service);
        wire.away(service, true);
        var forHowLong = chance.oneOf(A_WHILE, Callers.SCENE);
        deeds.later(chance.upTo(forHowLong), () -> wire.away(service, false));
    }

    private void refuseOurToken() {
        tell("takes our token away");
        wire.unauthorized(true);
        deeds.later(chance.upTo(A_WHILE), () -> wire.unauthorized(false));
    }

    private void jump() {
        var ahead = Duration.ofSeconds(chance.below(13) - 6);
        tell("sets the clocks %d s ahead", ahead.toSeconds());
        time.jump(ahead);
    }

    private void detach() {
        var server = chance.oneOf(servers);
        if (server.attachments().size() > 1) {
            var volume = server.attachments().getLast().volume();
            tell("detaches volume %s", volume.id());
            inside(() -> world.servers().detachVolume(project.caller(), server.id(), volume.id()));
        }
    }

    private Optional<VolumeSnapshot> volumeSnapshot(String status) {
        var some =
                custody.ofAnyRun().stream()
                        .flatMap(id -> world.snapshots().find(id).stream())
                        .filter(each -> each.status().equals(status))
                        .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(some));
    }

    private Optional<io.stillframe.sandbox.world.Image> image() {
        var some =
                custody.ofAnyRun().stream()
                        .flatMap(id -> world.images().find(id).stream())
                        .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(some));
    }

    private void tell(String format, Object... values) {
        story.tell("else " + format, values);
    }

    /** Where the cloud does not let them, nothing happens. */
    private void inside(Runnable deed) {
        world.inside(() -> {
            try {
                deed.run();
            } catch (Refused refused) {
                story.tell("     no: %d, %s", refused.status(), refused.words());
            }
        });
    }
}
