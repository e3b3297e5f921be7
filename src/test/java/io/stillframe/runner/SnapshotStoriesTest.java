package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Image;
import io.stillframe.snapshot.MappingText;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a still frame is taken: nothing lost, nothing doubled, nothing of others touched. */
class SnapshotStoriesTest extends Stories {

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
    void waitsThroughAnOutageOfGlance() {
        stage.cloud
                .faults()
                .add(Fault.at("glance", "create-image", new Effect.Refuse(503, "busy")).times(3));
        assertThat(stage.take(Stage.of(web())).phase()).isInstanceOf(Succeeded.class);
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
    void believesNoListThatDoesNotShowYetWhatWasJustMade() {
        var run = stage.step(stage.start(Stage.of(web())));
        var nothing = new Effect.Refuse(200, "{\"snapshots\": []}");
        stage.cloud.faults().add(Fault.at("cinder", "list-snapshots", nothing).times(2));
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void keepsAGoodImageAlthoughASurplusVolumeSnapshotCannotBeRemoved() {
        var server = web();
        var run = stage.step(stage.start(Stage.of(server)));
        var surplus = snapshotOf(server, Map.of("stillframe_snapshot", run.id().toString()));
        refuse("cinder", "delete-snapshot", 403, surplus);
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.facts().surplus()).containsExactly(surplus);
        assertThat(run.facts().warnings()).singleElement().asString().contains(surplus);
    }

    @Test
    void keepsAGoodImageAlthoughOneListLags() {
        var run = upToTheUpload();
        // an answer without a version is not believed at once, and all are listed: both lists lag
        var nothing = new Effect.Refuse(200, "{\"snapshots\": []}");
        stage.cloud.faults().add(Fault.at("cinder", "list-snapshots", nothing).times(2));
        assertThat(stage.toItsEnd(run).phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void keepsAGoodImageAlthoughTheServerIsGone() {
        var run = upToTheUpload();
        var world = stage.cloud.world();
        world.inside(() -> world.servers().delete(demo(), server("web").id()));
        stage.later(Duration.ofSeconds(1));
        run = stage.toItsEnd(run);
        assertThat(run.phase()).isInstanceOf(Succeeded.class);
        assertThat(run.facts().warnings()).singleElement().asString().contains("may be gone");
    }

    /** Glance is busy once, so that the run waits with its image registered. */
    private Run<ServerSnapshot> upToTheUpload() {
        var run = stage.start(Stage.of(web()));
        stage.cloud
                .faults()
                .add(Fault.at("glance", "upload-image", new Effect.Refuse(503, "busy")).times(1));
        while (run.facts().imageId() == null) {
            run = stage.step(run);
        }
        return run;
    }
}
