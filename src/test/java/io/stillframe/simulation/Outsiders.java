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
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everybody else: callers who want snapshots, and no longer want them; people who work in the same
 * project, copy what they find, and take away what is not theirs; operators and administrators.
 */
final class Outsiders {

    private static final Duration SCENE = Duration.ofMinutes(20);
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final Duration A_MOMENT = Duration.ofSeconds(20);

    private record Deed(Instant due, int order, Runnable act) {}

    private final World world;
    private final CloudProject project;
    private final CloudProject strangers;
    private final Engine engine;
    private final WatchedRuns runs;
    private final Wire wire;
    private final Custody custody;
    private final Time time;
    private final Chance chance;
    private final Weather weather;
    private final Story story;
    private final List<Server> servers;
    private final PriorityQueue<Deed> deeds =
            new PriorityQueue<>(Comparator.comparing(Deed::due).thenComparingInt(Deed::order));
    private final List<Runnable> remedies = new ArrayList<>();
    private int planned;

    Outsiders(Scene scene, Engine engine, WatchedRuns runs, Wire wire, List<Server> servers) {
        this.world = scene.world();
        this.project = scene.project();
        this.strangers = scene.strangers();
        this.custody = scene.custody();
        this.time = scene.time();
        this.chance = scene.chance();
        this.weather = scene.weather();
        this.story = scene.story();
        this.engine = engine;
        this.runs = runs;
        this.wire = wire;
        this.servers = servers;
    }

    Optional<Instant> next() {
        return Optional.ofNullable(deeds.peek()).map(Deed::due);
    }

    void act() {
        deeds.remove().act().run();
    }

    private void plan(Instant due, Runnable act) {
        deeds.add(new Deed(due, planned++, act));
    }

    private void later(Duration delay, Runnable act) {
        plan(time.instant().plus(delay), act);
    }

    /** What all of them are going to do. */
    void plan() {
        for (var server : servers) {
            plan(time.instant().plus(chance.upTo(A_WHILE)), () -> request(server));
        }
        for (int i = weather.isClear() ? 0 : chance.below(6); i > 0; i--) {
            plan(time.instant().plus(chance.upTo(SCENE)), deed());
        }
    }

    /** What becomes of a run gives callers ideas. */
    void hearOf(@Nullable Run<ServerSnapshot> before, Run<ServerSnapshot> after) {
        var standing = Standing.of(after.phase());
        if (before != null && standing == Standing.of(before.phase())) {
            return;
        }
        switch (standing) {
            case PERFORMING ->
                    soon(
                            after.phase() instanceof Undoing ? 0.5 : 0.2,
                            "cancel",
                            Snapshots::cancel,
                            after);
            case FAILED, STUCK -> soon(0.4, "retry", Snapshots::retry, after);
            case SUCCEEDED -> soon(0.2, "delete", Snapshots::delete, after);
            case FAILING, CANCELLING, DELETING, CANCELLED, DELETED -> {}
        }
    }

    private void soon(double probability, String what, Wish wish, Run<ServerSnapshot> run) {
        var inTime = time.instant().isBefore(Time.BEGIN.plus(SCENE));
        if (inTime && !weather.isClear() && chance.of(probability)) {
            later(chance.upTo(chance.oneOf(A_WHILE, A_MOMENT)), () -> ask(what, wish, run));
        }
    }

    private Runnable deed() {
        return switch (chance.below(20)) {
            case 0, 1, 2 -> () -> ask("cancel", Snapshots::cancel);
            case 3, 4 -> () -> ask("delete", Snapshots::delete);
            case 5, 6 -> () -> ask("retry", Snapshots::retry);
            case 7 -> () -> request(chance.oneOf(servers));
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

    private void request(Server server) {
        var request =
                new SnapshotRequest(
                        server.id(),
                        "frame",
                        null,
                        weather.requested(),
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "private");
        fromOutside(
                "asks for a snapshot of " + server.name(),
                snapshots -> snapshots.create(project.id(), request, null));
    }

    private void ask(String what, Wish wish) {
        run().ifPresent(run -> ask(what, wish, run));
    }

    private void ask(String what, Wish wish, Run<ServerSnapshot> seen) {
        runs.find(seen.id())
                .ifPresent(run ->
                        fromOutside(
                                "asks to %s %s".formatted(what, WatchedRuns.name(run)),
                                snapshots -> requireHeard(what, wish.ask(snapshots, run, "demo"))));
    }

    /** One that is to be cancelled does not begin again, whatever it was about to do. */
    private static void requireHeard(String what, Run<ServerSnapshot> run) {
        Custody.require(
                what.equals("retry") || !(run.phase() instanceof Undoing(_, _, Reason.Retried _)),
                "%s was asked to %s, and is %s",
                WatchedRuns.name(run),
                what,
                run.phase());
    }

    private interface Wish {
        Run<ServerSnapshot> ask(Snapshots snapshots, Run<ServerSnapshot> run, String by);
    }

    private void fromOutside(String what, Consumer<Snapshots> request) {
        var process = engine.anyone();
        if (process.isEmpty()) {
            return;
        }
        story.tell("user %s", what);
        var before = wire.speaking(null);
        try {
            request.accept(process.get().snapshots);
        } catch (Trouble refused) {
            story.tell("     no: %s", refused.problem().detail());
        } finally {
            wire.speaking(before);
        }
    }

    private Optional<Run<ServerSnapshot>> run() {
        var all =
                runs.list(new Filter(project.id(), null, EnumSet.allOf(Standing.class), 100, null));
        return all.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(all));
    }

    /** As restoring a backup does, or a script: on something else altogether. */
    private void copyTheMark() {
        run().ifPresent(run -> {
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
                                new SnapshotWish(own.id(), "nightly", null, Map.of(), true));
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
            later(Duration.ofMinutes(1), () -> inside(() -> removeWhenMade(child)));
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
        var ours = custody.ofAnyRun();
        if (!ours.isEmpty()) {
            var id = chance.oneOf(ours);
            tell("takes away %s", id);
            custody.takenAway(id);
            inside(() -> world.images().delete(project.caller(), id));
            inside(() -> world.volumes().delete(project.caller(), id));
            inside(() -> world.snapshots().delete(project.caller(), id));
        }
    }

    private void backUp() {
        volumeSnapshot("available")
                .ifPresent(snapshot -> {
                    tell("backs up volume snapshot %s", snapshot.id());
                    inside(() -> world.snapshots().setStatus(snapshot, "backing-up"));
                    later(
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
        var forHowLong = chance.oneOf(A_WHILE, SCENE);
        later(chance.upTo(forHowLong), () -> wire.away(service, false));
    }

    private void refuseOurToken() {
        tell("takes our token away");
        wire.unauthorized(true);
        later(chance.upTo(A_WHILE), () -> wire.unauthorized(false));
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
