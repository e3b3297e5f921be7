package io.stillframe.runner;

import static io.stillframe.sandbox.VolumeSpec.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Flavor;
import io.stillframe.sandbox.world.Servers.BootWish;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What may be snapshotted and what is refused before anything is made. */
class AdmissionStoriesTest extends Stories {

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

    @Test
    void refusesAVolumeOfAnotherProject() { // rule 8
        var theirs = stage.cloud.project("other").addVolume(volume("theirs", 1).device("/dev/vdb"));
        var server =
                stage.demo
                        .server("mixed")
                        .bootedFrom(volume("root", 1).device("/dev/vda"))
                        .with(theirs)
                        .add();
        assertThatThrownBy(() -> stage.start(Stage.of(server)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.problem().type()).isEqualTo("other-project");
                            assertThat(trouble.problem().detail()).contains(theirs.id());
                        });
        assertThat(stage.cloud.calls().of("cinder", "create-snapshot")).isZero();
    }

    @Test
    void seesNoServerOfAnotherProject() { // rule 8
        var server =
                stage.cloud.project("other").server("theirs").bootedFrom(volume("root", 1)).add();
        assertThatThrownBy(() -> stage.start(Stage.of(server)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble ->
                                assertThat(trouble.problem().type()).isEqualTo("server-not-found"));
    }

    @Test
    void countsNothingForARunThatGoesBack() {
        stage.demo.quota("snapshots", 4);
        refuse("cinder", "create-snapshot", 413, dry(web()).facts().volumeIds().get(2));
        stage.until(stage.start(Stage.of(server("web"))), Phase.Undoing.class);
        assertThat(stage.cloud.volumeSnapshots()).hasSize(2); // and the third is not coming
        stage.cloud.faults().clear();
        var other =
                stage.demo.server("other").bootedFrom(volume("r2", 1)).with(volume("d2", 1)).add();
        assertThat(stage.take(Stage.of(other)).phase()).isInstanceOf(Succeeded.class);
    }
}
