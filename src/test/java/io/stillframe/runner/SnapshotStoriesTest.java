package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Flavor;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Servers.BootWish;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.snapshot.MappingText;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules that protect other people's data, each as a story on the simulated cloud. */
class SnapshotStoriesTest {

    private Stage stage = Stage.open();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void makesOneImageOfAllVolumes() {
        var server = web();
        var run = stage.take(Stage.of(server));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.marked(run))
                .hasSize(3)
                .allMatch(snapshot -> snapshot.status().equals("available"));
        var image = image(run);
        assertThat(image.status()).isEqualTo("active");
        assertThat(image.visibility()).isEqualTo("private");
        assertThat(image.size()).isZero();
        assertThat(image.minDisk()).isEqualTo(20);
        var mapping =
                new MappingText()
                        .parse(String.valueOf(image.properties().get("block_device_mapping")));
        assertThat(mapping).extracting(entry -> entry.get("boot_index")).containsExactly(0, -1, -1);
        assertThat(mapping)
                .extracting(entry -> entry.get("device_name"))
                .containsExactly("/dev/vda", "/dev/vdb", "/dev/vdc");
        assertThat(mapping)
                .extracting(entry -> entry.get("snapshot_id"))
                .containsExactlyElementsOf(
                        run.facts().volumes().stream()
                                .<Object>map(volume -> volume.snapshotId())
                                .toList());
        assertThat(image.properties())
                .containsEntry("os_distro", "debian")
                .containsEntry("bdm_v2", "True")
                .doesNotContainKeys("image_id", "signature_verified", "cinder_encryption_key_id");
    }

    @Test
    void takesTheSlowestVolumesTimeAndFewCallsHoweverManyVolumes() {
        var spec = stage.demo.server("db").bootedFrom(volume("root", 20).device("/dev/vda"));
        for (int i = 1; i < 10; i++) {
            spec.with(volume("data-" + i, 10));
        }
        var server = spec.add();
        stage.demo.quota("snapshots", 100);
        stage.take(Stage.of(web())); // what is found out once is known then
        stage.cloud.calls().reset();
        var run = stage.take(Stage.of(server));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(Duration.between(run.times().created(), run.times().finished()))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2300));
        assertThat(stage.cloud.calls().total())
                .as("%s", stage.cloud.calls().asMap())
                .isLessThanOrEqualTo(10 + 15);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(10);
    }

    @Test
    void keepsItsHandsOffWhatOnlyLooksLikeItsOwn() { // rule 1
        var server = web();
        var other = stage.demo.server("other").bootedFrom(volume("other-root", 5)).add();
        var run = stage.start(Stage.of(server));
        var mark = run.id().toString();
        var strangers =
                List.of(
                        snapshotOf(
                                other,
                                Map.of(
                                        "stillframe_snapshot",
                                        mark)), // our mark, another server's volume
                        snapshotOf(
                                server,
                                Map.of("stillframe_snapshot", UUID.randomUUID().toString())),
                        snapshotOf(server, Map.of("stillframe_snapshot", mark + " ")),
                        snapshotOf(server, Map.of("Stillframe_Snapshot", mark)),
                        snapshotOf(server, Map.of()));
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.facts().volumes())
                .noneMatch(volume -> strangers.contains(volume.snapshotId()));
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots())
                .extracting(snapshot -> snapshot.id())
                .containsExactlyInAnyOrderElementsOf(strangers);
    }

    @Test
    void knowsItsImageByTheIdAloneAndLeavesCopiesOfItsPropertiesAlone() { // rule 2
        var run = stage.take(Stage.of(web()));
        var copy = imageWith(image(run).properties(), "a copy with our properties");
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        stage.lookAgain(run);
        assertThat(stage.cloud.images()).extracting(Image::id).containsExactly(copy);
    }

    @Test
    void doublesNothingWhenAnswersAreLost() { // rules 4 and 6
        lose("cinder", "create-snapshot", 2);
        lose("glance", "create-image", 1);
        lose("glance", "upload-image", 1);
        var run = stage.take(Stage.of(web()));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        stage.lookAgain(run);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
        assertThat(stage.cloud.images()).hasSize(1);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
    }

    @Test
    void asksAgainOnlyAfterTheSettlingTime() { // rule 6
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Duration.ofSeconds(20)))
                                .times(1));
        var run = stage.take(Stage.of(web()));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
    }

    @Test
    void removesWhatAppearsLongAfterItWasAskedForButNeverWhatTheMappingNeeds() { // rule 6
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Duration.ofSeconds(50)))
                                .times(1));
        var run = stage.take(Stage.of(web()));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        var kept = run.facts().volumes().stream().map(volume -> volume.snapshotId()).toList();
        stage.lookAgain(run);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(4);
        assertThat(stage.cloud.volumeSnapshots())
                .extracting(snapshot -> snapshot.id())
                .containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void waitsForWhatMayStillAppearBeforeItSaysThatNothingIsLeft() { // rule 6
        var volumes = dry(web()).facts().volumeIds();
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "cinder",
                                        "create-snapshot",
                                        new Effect.ActLate(Duration.ofSeconds(20)))
                                .matching(volumes.get(0)));
        refuse("cinder", "create-snapshot", 413, volumes.get(1));
        var run = stage.take(Stage.of(server("web")));
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.later(Duration.ofHours(1));
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenAVolumeIsRefused() {
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        var run = stage.take(Stage.of(server("web")));
        assertThat(problem(run).type()).isEqualTo("over-quota");
        assertThat(run.phase()).isInstanceOf(Undone.class);
        stage.lookAgain(run);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
        assertThat(stage.cloud.images()).isEmpty();
    }

    @Test
    void deletesOnlyWhatIsAvailableOrInErrorAndWaitsForTheRest() { // rule 7: a second DELETE
        // would be a 400
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        stage.take(Stage.of(server("web")));
        assertThat(stage.cloud.calls().of("cinder", "delete-snapshot")).isEqualTo(2);
    }

    @Test
    void tellsWhyTheStorageFailedAndUndoesTheRest() {
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "create-snapshot",
                                        new Effect.Fail("no space left on the array"))
                                .times(1));
        var run = stage.take(Stage.of(web()));
        assertThat(problem(run).type()).isEqualTo("volume-snapshot-failed");
        assertThat(problem(run).detail()).contains("Cinder says: create snapshot:");
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void waitsThroughAnOutageOfGlance() {
        stage.cloud
                .faults()
                .add(Fault.at("glance", "create-image", new Effect.Refuse(503, "busy")).times(3));
        assertThat(stage.take(Stage.of(web())).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void leavesNothingBehindWhenGlanceRefuses() {
        refuse("glance", "upload-image", 403);
        var run = stage.take(Stage.of(web()));
        assertThat(problem(run).type()).isEqualTo("cloud-forbidden");
        assertThat(problem(run).upstream()).isNotNull();
        assertThat(stage.cloud.images()).as("never left queued").isEmpty();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void takesAnotherIdWhenAnImageOnceHadThisOne() { // rule 9
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "glance",
                                        "create-image",
                                        new Effect.Refuse(409, "Image ID already exists!"))
                                .times(1));
        var run = stage.take(Stage.of(web()));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.cloud.images())
                .extracting(Image::id)
                .containsExactly(String.valueOf(run.facts().imageId()));
    }

    @Test
    void goesOnWhereAWorkerDiedBeforeItSent() {
        var run = stage.start(Stage.of(web()));
        stage.dieWhileSending(run, false);
        assertThat(stage.stored(run).asked()).hasSize(3);
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
    }

    @Test
    void findsWhatAWorkerSentBeforeItDied() {
        var run = stage.start(Stage.of(web()));
        stage.dieWhileSending(run, true);
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isEqualTo(3);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
    }

    @Test
    void deletesTheImageFirstAndThenItsVolumeSnapshots() { // rule 7
        var run = stage.take(Stage.of(web()));
        run = stage.delete(run);
        assertThat(run.phase())
                .isInstanceOfSatisfying(
                        Undone.class,
                        undone -> assertThat(undone.because()).isInstanceOf(Reason.Deleted.class));
        assertThat(run.facts().volumes()).allMatch(volume -> volume.status().equals("deleted"));
        assertThat(stage.cloud.images()).isEmpty();
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void deletesWhatIsLeftWhenSomebodyElseHasDeletedSome() {
        var run = stage.take(Stage.of(web()));
        stage.cloud
                .world()
                .inside(() -> stage.cloud.world().images().delete(demo(), image(run).id()));
        stage.cloud
                .world()
                .inside(() ->
                        stage.cloud
                                .world()
                                .snapshots()
                                .delete(demo(), stage.marked(run).getFirst().id()));
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void namesTheVolumeThatKeepsAVolumeSnapshot() { // rule 7
        stage.close();
        stage = Stage.open(SandboxSettings.quick().withChildrenBlockDelete(true));
        var run = stage.take(Stage.of(web()));
        var origin = stage.marked(run).getFirst();
        var child =
                stage.cloud
                        .world()
                        .inside(() ->
                                stage.cloud
                                        .world()
                                        .volumes()
                                        .create(demo(), VolumeWish.copyOf(origin, "child")));
        stage.snapshots.delete(stage.stored(run), "demo");
        for (int i = 0; i < 20; i++) {
            stage.step(run);
        }
        assertThat(stage.stored(run).phase()).isInstanceOf(Phase.Undoing.class);
        assertThat(stage.stored(run).facts().warnings())
                .singleElement()
                .asString()
                .contains(child.id(), origin.id());
        stage.cloud.world().inside(() -> stage.cloud.world().volumes().delete(demo(), child.id()));
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void isStuckWithAnExactListWhenCinderCannotDelete() { // rule 7
        stage.cloud
                .faults()
                .add(
                        Fault.at(
                                        "storage",
                                        "delete-snapshot",
                                        new Effect.Fail("the array is read only"))
                                .times(1));
        var run = stage.delete(stage.take(Stage.of(web())));
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        var left = stage.marked(run);
        assertThat(left)
                .hasSize(1)
                .allMatch(snapshot -> snapshot.status().equals("error_deleting"));
        assertThat(run.facts().left("x"))
                .extracting(ServerSnapshot.Leftover::id)
                .containsExactly(left.getFirst().id());
        assertThat(problem(run).detail()).contains("administrator", left.getFirst().id());
        stage.cloud.setStatus(left.getFirst(), "error");
        assertThat(stage.delete(run).phase()).isInstanceOf(Undone.class);
        assertThat(stage.cloud.volumeSnapshots()).isEmpty();
    }

    @Test
    void keepsTheVolumeSnapshotsOfAnImageThatCannotBeDeleted() {
        var run = stage.take(Stage.of(web()));
        change(image(run), "protected", true);
        run = stage.delete(run);
        assertThat(run.phase()).isInstanceOf(Stuck.class);
        assertThat(problem(run).type()).isEqualTo("image-left");
        assertThat(stage.cloud.volumeSnapshots()).hasSize(3);
        assertThat(run.facts().left("x")).hasSize(4);
    }

    @Test
    void snapshotsACopyThatWasBootedFromAnImageOfItsOwn() {
        var image = image(stage.take(Stage.of(web())));
        var world = stage.cloud.world();
        var copy =
                world.inside(() ->
                        world.servers()
                                .boot(
                                        demo(),
                                        new BootWish(
                                                "copy",
                                                Flavor.named("m1.small"),
                                                image.id(),
                                                List.of(),
                                                Map.of())));
        stage.later(Duration.ofMinutes(1));
        var run = stage.take(Stage.of(copy));
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.facts().volumes()).hasSize(3);
    }

    @Test
    void refusesAServerThatBootsFromAnImageWhateverIsAttached() {
        var plain = stage.demo.addImage("plain", false, Map.of(), new byte[1]).id();
        var bare = stage.demo.server("bare").bootedFromImage(plain).add();
        var withData =
                stage.demo
                        .server("with-data")
                        .bootedFromImage(plain)
                        .with(volume("d", 1).device("/dev/vdb"))
                        .add();
        // its own disk is on another bus, so that a bootable data volume has got a first device
        // name
        var crossed =
                stage.demo
                        .server("crossed")
                        .bootedFromImage(plain)
                        .with(
                                volume("e", 1)
                                        .device("/dev/vda")
                                        .imageMetadata(
                                                Map.of("image_id", UUID.randomUUID().toString())))
                        .add();
        for (var server : List.of(bare, withData, crossed)) {
            assertThatThrownBy(() -> stage.start(Stage.of(server)))
                    .isInstanceOfSatisfying(
                            Trouble.class,
                            trouble ->
                                    assertThat(trouble.problem().type()).isEqualTo("image-backed"));
        }
    }

    @Test
    void takesAServerThatWasBootedWithAnImageIntoAVolume() {
        var plain = stage.demo.addImage("plain", false, Map.of(), new byte[1]).id();
        var server =
                stage.demo
                        .server("into-a-volume")
                        .bootedFromImage(plain)
                        .with(
                                volume("r", 1)
                                        .device("/dev/vda")
                                        .imageMetadata(Map.of("image_id", plain)))
                        .add();
        assertThat(stage.take(Stage.of(server)).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void warnsOfAVolumeThatWasAttachedMeanwhile() {
        var server = web();
        var run = stage.start(Stage.of(server));
        var late = stage.demo.addVolume(volume("late", 1));
        stage.cloud
                .world()
                .inside(() ->
                        stage.cloud
                                .world()
                                .servers()
                                .attachVolume(demo(), server.id(), late.id(), null, false));
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.facts().warnings()).singleElement().asString().contains(late.id());
    }

    @Test
    void failsWhenSomebodyDeletesTheImageUnderWay() {
        var run = stage.until(stage.start(Stage.of(web())), Phase.Performing.class);
        while (run.facts().imageId() == null) {
            run = stage.step(run);
        }
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
        change(image(run), "block_device_mapping", "[]");
        assertThat(stage.delete(run).phase())
                .as("a changed image is still ours, by its id")
                .isInstanceOf(Undone.class);
        assertThat(stage.cloud.images()).isEmpty();
    }

    @Test
    void countsWhatUnfinishedRunsHaveYetToMake() {
        stage.demo.quota("snapshots", 4);
        var first = stage.start(Stage.of(web()));
        var second =
                stage.demo.server("second").bootedFrom(volume("r2", 1)).with(volume("d2", 1)).add();
        assertThatThrownBy(() -> stage.start(Stage.of(second)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.problem().type()).isEqualTo("over-quota");
                            assertThat(trouble.problem().detail())
                                    .contains("snapshots", "3 for snapshots under way");
                        });
        assertThat(stage.toItsEnd(first).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void countsGigabytesUnlessTheCloudDoesNot() {
        stage.demo.quota("gigabytes", 90);
        var server = web();
        assertThatThrownBy(() -> stage.start(Stage.of(server)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> assertThat(trouble.problem().detail()).contains("gigabytes"));
        stage.close();
        stage = Stage.withoutGigabytes();
        stage.demo.quota("gigabytes_standard", 1);
        assertThat(stage.snapshots.dryRun(stage.demo.id(), Stage.of(web())).facts().limits())
                .extracting(check -> check.name())
                .containsExactly("snapshots", "snapshots_standard");
    }

    private Server web() {
        return stage.demo
                .server("web")
                .bootedFrom(
                        volume("root", 20)
                                .device("/dev/vda")
                                .imageMetadata(
                                        Map.of(
                                                "os_distro",
                                                "debian",
                                                "image_id",
                                                UUID.randomUUID().toString(),
                                                "signature_verified",
                                                "False",
                                                "min_disk",
                                                "1")))
                .with(volume("data", 50).device("/dev/vdb"), volume("log", 10).device("/dev/vdc"))
                .add();
    }

    private Server server(String name) {
        return stage.demo.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Run<ServerSnapshot> dry(Server server) {
        return stage.snapshots.dryRun(stage.demo.id(), Stage.of(server));
    }

    private Image image(Run<ServerSnapshot> run) {
        return stage.cloud.images().stream()
                .filter(image -> image.id().equals(run.facts().imageId()))
                .findFirst()
                .orElseThrow();
    }

    private String snapshotOf(Server server, Map<String, String> metadata) {
        var world = stage.cloud.world();
        var volume = dry(server).facts().volumeIds().getFirst();
        return world.inside(() ->
                world.snapshots()
                        .create(demo(), new SnapshotWish(volume, "s", null, metadata, true))
                        .id());
    }

    private String imageWith(Map<String, String> properties, String name) {
        var world = stage.cloud.world();
        var attributes = new java.util.HashMap<String, Object>(properties);
        attributes.put("name", name);
        return world.inside(() -> world.images().create(demo(), attributes).id());
    }

    private void change(Image image, String attribute, Object value) {
        var world = stage.cloud.world();
        var change =
                new io.stillframe.sandbox.world.Images.Change("replace", List.of(attribute), value);
        world.inside(() -> world.images().change(demo(), image.id(), List.of(change)));
    }

    private Caller demo() {
        var identity = stage.cloud.world().identity();
        return new Caller(identity.user("demo"), identity.project("demo"), List.of("member"));
    }

    private void lose(String service, String operation, int times) {
        stage.cloud.faults().add(Fault.at(service, operation, new Effect.LoseReply()).times(times));
    }

    private void refuse(String service, String operation, int status) {
        stage.cloud.faults().add(Fault.at(service, operation, new Effect.Refuse(status, "{}")));
    }

    private void refuse(String service, String operation, int status, String matching) {
        stage.cloud
                .faults()
                .add(
                        Fault.at(service, operation, new Effect.Refuse(status, "{}"))
                                .matching(matching));
    }

    private static Problem problem(Run<ServerSnapshot> run) {
        return switch (run.phase()) {
            case Undone(Reason.Failure(var problem)) -> problem;
            case Stuck(_, var problem, _) -> problem;
            case Phase other -> throw new AssertionError(other);
        };
    }
}
