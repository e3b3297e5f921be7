package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.HttpStore;
import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.MappingRules;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Strategy;
import io.stillframe.snapshot.Whose;
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
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How images come about that are made of any block devices. */
class ImageCreationStoriesTest extends ImageCreationStories {

    @ParameterizedTest
    @CsvSource({
        "glance=v1, locations=closed, ZERO_SIZE",
        "glance=v2, locations=closed, EMPTY_UPLOAD",
        "glance=v2, locations=volumes, ROOT_LOCATION",
        "glance=v2, locations=snapshots, ROOT_LOCATION",
        "glance=both, locations=closed, ZERO_SIZE"
    })
    void makesAnImageByTheFirstStrategyThatWorks(
            String glance, String locations, Strategy strategy) {
        begin(glance, locations);

        var ended = make(Strategy.AUTO);

        assertThat(ended.phase()).isInstanceOf(Succeeded.class);
        assertThat(ended.facts().climb().taken()).isEqualTo(strategy);
        assertThat(only().size()).isEqualTo(strategy == Strategy.ROOT_LOCATION ? 5L << 30 : 0);
        assertThat(only().locations())
                .as("rule 3: the caller's own is no location")
                .noneMatch(location -> location.url().contains(root().id()));
        hasTheCallersDisks();
    }

    @Test
    void givesTheImageAVolumeOfItsOwnAndNeverACallers() { // rule 3
        begin("glance=v2", GIVES_LOCATIONS);

        var ended = make(Strategy.ROOT_LOCATION);

        isMade(ended, Strategy.ROOT_LOCATION);
        var made = stage.imageVolumes(ended).getFirst();
        assertThat(only().locations().getFirst().url()).isEqualTo("cinder://" + made.id());
        assertThat(Objects.requireNonNull(made.origin()).id()).isEqualTo(root().id());
    }

    /** Glance's answer to a DELETE says nothing about the volume (rule 7). */
    @Test
    void listsTheVolumeOfADeletedImageThatDoesNotGo() {
        begin("glance=v2", GIVES_LOCATIONS);
        var ended = make(Strategy.ROOT_LOCATION);
        var image = stage.glance().find(only().id()).orElseThrow();
        var run = stage.images.withVolumeOf(Whose.of(stage.demo.id()), image).orElseThrow();
        assertThat(run.id()).isEqualTo(ended.id());
        stage.cloud
                .faults()
                .add(Fault.at("storage", "delete-volume", new Effect.Fail("read only")).times(1));
        stage.glance().delete(image.id());

        stage.images.imageDeleted(run, "demo");

        var stuck = stage.creations.toItsEnd(run);
        assertThat(stuck.phase()).isInstanceOf(Stuck.class);
        assertThat(stage.images.leftovers(Whose.of(stage.demo.id())))
                .extracting(left -> left.what().id())
                .containsExactly(stage.imageVolumes(run).getFirst().id());
        stage.cloud.setStatus(stage.imageVolumes(run).getFirst(), "error"); // by an administrator
        stage.creations.lookAgain(run);
        leavesNothing(stage.creations.stored(run));
    }

    @Test
    void seesThatTheVolumeOfADeletedImageIsGone() {
        begin("glance=v2", GIVES_LOCATIONS);
        make(Strategy.ROOT_LOCATION);
        var image = stage.glance().find(only().id()).orElseThrow();
        var run = stage.images.withVolumeOf(Whose.of(stage.demo.id()), image).orElseThrow();
        stage.glance().delete(image.id());

        stage.images.imageDeleted(run, "demo");

        var ended = stage.creations.toItsEnd(run);
        assertThat(ended.phase()).isInstanceOf(Undone.class);
        leavesNothing(ended);
        assertThat(stage.images.withVolumeOf(Whose.of("another"), image)).isEmpty();
    }

    @Test
    void givesNoLocationToARootThatIsAVolume() {
        begin("glance=v2", GIVES_LOCATIONS);
        var bootable =
                MappingRules.read(
                        List.of(
                                Map.of(
                                        "source_type",
                                        "volume",
                                        "destination_type",
                                        "volume",
                                        "uuid",
                                        data().id(),
                                        "boot_index",
                                        0)),
                        true);
        var wanted =
                new ImageRequest("v", "private", 0, 0, Map.of(), bootable, null, Strategy.AUTO);

        var ended =
                stage.creations.toItsEnd(stage.images.create(stage.demo.id(), wanted, null, null));

        isMade(ended, Strategy.EMPTY_UPLOAD);
        assertThat(ended.facts().climb().strategiesRefused().getFirst().reason())
                .contains("a volume that Stillframe makes of a volume snapshot");
    }

    @ParameterizedTest
    @CsvSource({
        "glance=v2, locations=closed, glance, create-image",
        "glance=v2, locations=closed, glance, upload-image",
        "glance=v2, locations=volumes, glance, create-image",
        "glance=v2, locations=volumes, glance, patch-image",
        "glance=v2, locations=volumes, cinder, create-volume",
        "glance=v1, locations=closed, glance, create-image"
    })
    void makesOneImageWhateverReplyIsLost(
            String glance, String locations, String service, String operation) {
        begin(glance, locations);
        lose(service, operation, 2);

        var ended = make(Strategy.AUTO);
        stage.creations.lookAgain(ended);

        isMade(
                stage.creations.stored(ended),
                Objects.requireNonNull(ended.facts().climb().taken()));
        assertThat(called(operation)).isPositive();
    }

    @Test
    void leavesNothingBehindWhenItCannotBeActivated() {
        begin("glance=v2", "locations=closed");
        refuse("glance", "upload-image", 403);

        var ended = make(Strategy.AUTO);

        assertThat(ended.phase()).isInstanceOf(Undone.class);
        leavesNothing(ended);
    }

    @Test
    void removesWhatComesAfterItWasGivenUp() {
        begin("glance=v1");
        var late = new Effect.ActLate(Duration.ofMinutes(12));
        stage.cloud.faults().add(Fault.at("glance", "create-image", late).times(1));
        var run = start(Strategy.AUTO);
        while (stage.creations.stored(run).facts().image() == null) {
            stage.creations.step(run);
        }
        refuse("glance", "create-image", 403);
        var ended = stage.creations.toItsEnd(run);
        assertThat(ended.phase()).isInstanceOf(Undone.class);
        stage.later(Duration.ofMinutes(12));
        assertThat(stage.cloud.images()).hasSize(1);

        stage.creations.lookAgain(ended);

        leavesNothing(stage.creations.stored(ended));
    }

    @Test
    void refusesAtOnceWhatNovaWouldNotBoot() {
        begin("glance=v2");
        stage.cloud.setStatus(root(), "error");

        assertThatThrownBy(() -> start(Strategy.AUTO))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("block_device_mapping[0]");
        assertThat(called("create-image")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance=v1", "glance=v2"})
    void takesDataFromElsewhere(String glance) {
        try (var store = new HttpStore("14 bytes long.")) {
            begin(glance, GIVES_LOCATIONS);

            var ended = madeFrom(store.url());

            assertThat(ended.phase()).as("%s", ended).isInstanceOf(Succeeded.class);
            assertThat(only().locations().getFirst().url()).isEqualTo(store.url());
            assertThat(only().size()).isEqualTo(14);
            assertThat(stage.imageVolumes(ended)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance=v1", "glance=v2"})
    void leavesNothingBehindWhenThereIsNoDataElsewhere(String glance) {
        begin(glance, GIVES_LOCATIONS);

        var ended = madeFrom("http://127.0.0.1:9/nothing");

        assertThat(problemOf(ended).type()).isEqualTo(ProblemType.LOCATION_NOT_ALLOWED.word());
        leavesNothing(ended);
    }

    @Test
    void doesNotTakeARefusalElsewhereForOneOfCinder() {
        begin("glance=v2", GIVES_LOCATIONS);
        madeFrom("http://127.0.0.1:9/nothing");

        isMade(make(Strategy.AUTO), Strategy.ROOT_LOCATION);
    }

    private Run<ImageCreation> madeFrom(String url) {
        return stage.creations.toItsEnd(startedFrom(url));
    }

    private static Problem problemOf(Run<ImageCreation> run) {
        return ((Reason.Failure) ((Undone) run.phase()).because()).problem();
    }
}
