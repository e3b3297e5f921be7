package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.snapshot.Image.Status;
import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Ask;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Outcome.NotYet;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A refusal alone never leads on: what the image is then decides (rule 4). */
class AddLocationTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OwnImage IMAGE = new OwnImage("image", true, false, false);

    @Test
    void goesOnWithTheImageThatIsStillQueued() {
        var left = (NotYet<ServerSnapshot>) refusedWhile(Status.QUEUED);

        assertThat(left.facts().climb().rung()).isEqualTo(Rung.EMPTY_UPLOAD);
        assertThat(left.facts().image()).isEqualTo(IMAGE);
    }

    @Test
    void keepsTheImageThatAnEarlierCallMadeActive() {
        var done = (Done<ServerSnapshot>) refusedWhile(Status.ACTIVE);

        assertThat(done.facts().climb().taken()).isEqualTo(Strategy.ROOT_LOCATION);
    }

    @Test
    void takesAnotherImageWhereItIsNotClearWhatBecomesOfThisOne() {
        var left = (NotYet<ServerSnapshot>) refusedWhile(Status.SAVING);

        assertThat(left.facts().climb().rung()).isEqualTo(Rung.EMPTY_UPLOAD);
        assertThat(left.facts().ownImage().unwanted()).isTrue();
    }

    @Test
    void failsWhenSomebodyHasDeletedTheImage() {
        assertThatThrownBy(() -> refusedWhile(Status.DELETED))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("somebody has changed it");
    }

    private static Outcome<ServerSnapshot> refusedWhile(Status status) {
        var experience = new Experience(() -> NOW, Duration.ofMinutes(1));
        var images = new RefusingImages(status);
        var step =
                new AddLocation<ServerSnapshot>(
                        images, experience, null, Duration.ofMinutes(1), false);
        var ask = (Ask<ServerSnapshot>) step.of(step.ofSnapshot("snapshot"), run());
        return ask.send().get();
    }

    private static Run<ServerSnapshot> run() {
        var request =
                new SnapshotRequest(
                        "server",
                        null,
                        null,
                        Strategy.AUTO,
                        false,
                        null,
                        List.of(),
                        Map.of(),
                        "private");
        var facts =
                ServerSnapshot.of(request)
                        .as(IMAGE)
                        .at(Climb.of(List.of(Rung.ROOT_SNAPSHOT, Rung.EMPTY_UPLOAD), List.of()));
        Step<ServerSnapshot> only =
                new Step<>() {
                    @Override
                    public String name() {
                        return "activate-image";
                    }

                    @Override
                    public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
                        return run.done();
                    }
                };
        var time = Duration.ofMinutes(1);
        return Run.of(
                UUID.randomUUID(),
                new Plan<>(
                        "snapshot-server", ServerSnapshot::again, _ -> false, List.of(only), only),
                "project",
                "server",
                facts,
                new Patience(time, time, 3, time, time, time, time, time),
                NOW);
    }

    /** Refuses every location, and shows an image in this status. */
    private record RefusingImages(Status status) implements Images {

        @Override
        public Added addLocation(String id, Location location) {
            var words = new Problem.Upstream("glance", "PATCH", "/", 400, null, "Invalid location");
            throw new Trouble(
                    new Problem("cloud-refused", "Invalid location", words, false, false, null));
        }

        @Override
        public Optional<Image> find(String id) {
            return status == Status.DELETED
                    ? Optional.empty()
                    : Optional.of(
                            new Image(
                                    id, "", null, status, "private", false, null, 0, 0, NOW, NOW,
                                    Map.of()));
        }

        @Override
        public Set<ImageApi> apis() {
            return Set.of(ImageApi.V2);
        }

        @Override
        public Registered register(NewImage image) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Registered registerActive(NewImage image) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> objection(NewImage image, ImageApi api) {
            return Optional.empty();
        }

        @Override
        public Page list(ImageFilter filter, int limit, @Nullable String marker) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Image> change(String id, ImageChange change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void uploadNothing(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String id) {
            throw new UnsupportedOperationException();
        }
    }
}
