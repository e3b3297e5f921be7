package io.stillframe.workflow;

import static io.stillframe.workflow.StepState.Status.UNDONE;
import static io.stillframe.workflow.StepState.Status.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a run after its end. */
class AftermathTest {

    private static final Duration SETTLING = Transcript.PATIENCE.settlingTime();
    private static final Duration SWEEP = Transcript.PATIENCE.sweepInterval();

    @Test
    void aStuckRunCanBeDeletedOnceMore() {
        Transcript.of("snapshot")
                .woken()
                .failsForGood("x")
                .failsForGood("y")
                .ends(Stuck.class)
                .undoRequested(new Reason.Deleted("demo"))
                .undoes("snapshot")
                .done()
                .ends(Undone.class);
    }

    @Test
    void looksAgainUntilWhatAppearedLateIsGone() {
        Transcript.of("snapshot")
                .woken()
                .done()
                .looksAgain(SETTLING)
                .later(SETTLING)
                .notYet(Duration.ofSeconds(2))
                .looksAgain(Duration.ofSeconds(2))
                .failsForNow("down")
                .looksAgain(Duration.ofSeconds(20))
                .later(Duration.ofMinutes(11))
                .failsForNow("down")
                .looksAgain(SWEEP)
                .later(SWEEP)
                .woken()
                .looksAgain(Duration.ZERO)
                .done()
                .doesNothing()
                .ends(Succeeded.class);
    }

    @Test
    void givesALateFirstLookItsFullTime() {
        Transcript.of("snapshot")
                .woken()
                .done()
                .later(Duration.ofDays(1)) // nobody was there
                .woken()
                .looksAgain(Duration.ZERO)
                .notYet(Duration.ofSeconds(2))
                .looksAgain(Duration.ofSeconds(2));
    }

    @Test
    void isStuckAfterAllWhenTheLastLookFindsWhatCannotGo() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .done()
                        .ends(Undone.class)
                        .later(SETTLING)
                        .woken()
                        .failsForGood("not allowed")
                        .ends(Stuck.class)
                        .looksAgain(SWEEP);
        assertThat(story.told()).endsWith("stuck: not allowed");
    }

    @Test
    void looksAtWhatIsStuckUntilNothingIsLeft() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .done()
                        .undoRequested(new Reason.Deleted("demo"))
                        .failsForGood("protected")
                        .ends(Stuck.class)
                        .looksAgain(SETTLING)
                        .later(SETTLING)
                        .woken()
                        .failsForGood("protected")
                        .looksAgain(SWEEP)
                        .later(SWEEP)
                        .woken()
                        .looksAgain(Duration.ZERO)
                        .notYet(Duration.ofSeconds(2))
                        .looksAgain(Duration.ofSeconds(2))
                        .done()
                        .ends(Undone.class)
                        .doesNothing();
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.DELETED);
        assertThat(story.statuses()).containsExactly(UNDONE);
        assertThat(story.told())
                .containsExactly(
                        "done",
                        "deletion asked for by demo",
                        "stuck: protected",
                        "nothing is left behind any more");
    }

    @Test
    void aSweepThatTakesLongLeavesTheRestToTheNextAndKeepsTheReason() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .failsForGood("protected")
                        .later(SETTLING)
                        .woken()
                        .later(Duration.ofMinutes(2))
                        .notYet(Duration.ofSeconds(2))
                        .looksAgain(SWEEP)
                        .ends(Stuck.class);
        assertThat(((Stuck) story.run().phase()).problem().detail()).isEqualTo("protected");
    }

    @Test
    void whatStrayedIsLookedForAgainEvenLongAfterTheEnd() {
        Transcript.of("snapshot")
                .woken()
                .done()
                .later(SETTLING)
                .woken()
                .done()
                .doesNothing()
                .later(Duration.ofHours(1))
                .strayed("a")
                .looksAgain(SETTLING)
                .later(SETTLING)
                .woken()
                .looksAgain(Duration.ZERO)
                .done()
                .doesNothing();
    }

    @Test
    void aFailedRunThatIsTriedAgainLooksForWhatIsLeftAndThenBegins() {
        var story =
                Transcript.of("snapshot", "register")
                        .woken()
                        .done("something")
                        .failsForGood("over quota")
                        .done()
                        .done()
                        .ends(Undone.class)
                        .retryRequested()
                        .undoes("register");
        assertThat(story.run().holdsSubject()).isTrue();
        assertThat(story.run().times().finished()).isNull();
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.PERFORMING);
        story.done().undoes("snapshot").later(Duration.ofHours(1)).done().performs("snapshot");
        assertThat(story.run().facts()).isEqualTo("something again");
        assertThat(story.statuses()).containsExactly(StepState.Status.RUNNING, WAITING);
        assertThat(story.run().times().deadline())
                .isEqualTo(story.now().plus(Transcript.PATIENCE.runLimit()));
        story.done().done().ends(Succeeded.class);
    }

    @Test
    void doesNotBeginAgainBeforeWhatWasUnclearHasHadItsLastLook() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .answeredUnclear()
                .failsForGood("over quota")
                .later(SETTLING)
                .woken()
                .done()
                .ends(Undone.class)
                .retryRequested()
                .undoes("snapshot")
                .done()
                .undoes("snapshot", Duration.ofSeconds(2))
                .later(SETTLING)
                .woken()
                .done()
                .performs("snapshot")
                .asks("a")
                .sends("a");
    }

    @Test
    void aStuckRunThatIsTriedAgainGoesOnUndoingAndThenBegins() {
        Transcript.of("snapshot")
                .woken()
                .failsForGood("x")
                .failsForGood("protected")
                .ends(Stuck.class)
                .retryRequested()
                .undoes("snapshot")
                .failsForGood("protected")
                .ends(Stuck.class)
                .retryRequested()
                .done()
                .performs("snapshot");
    }

    @Test
    void onlyFailedWhenASweepClearsWhatWasToBeTriedAgain() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .done()
                        .retryRequested()
                        .failsForGood("protected")
                        .ends(Stuck.class)
                        .later(SETTLING)
                        .woken()
                        .done()
                        .ends(Undone.class);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.FAILED);
    }

    @Test
    void aDeletionThatIsStuckIsOnlyGoneOnWith() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .done()
                        .undoRequested(new Reason.Deleted("demo"))
                        .failsForGood("protected")
                        .retryRequested()
                        .undoes("snapshot")
                        .done()
                        .ends(Undone.class);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.DELETED);
    }

    @Test
    void aCancelStopsAnotherTryBeforeItBegins() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .done()
                        .retryRequested()
                        .undoRequested(new Reason.Cancelled("demo"))
                        .done()
                        .ends(Undone.class);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.CANCELLED);
    }

    @Test
    void looksAgainOnlyWhenTheLastCallHasSettled() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .asks("a")
                        .later(Duration.ofSeconds(1))
                        .woken() // its worker has died
                        .failsForGood("x")
                        .failsForGood("not allowed")
                        .ends(Stuck.class);
        assertThat(story.run().times().lookAgain())
                .isEqualTo(story.now().plusSeconds(39).plus(SETTLING));
    }

    @Test
    void aRetryOfASweptRunDoesNotWaitForTheNextSweep() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .answeredUnclear()
                .later(SETTLING)
                .failsForGood("x")
                .undoes("snapshot")
                .failsForGood("stuck") // a person must help
                .ends(Stuck.class)
                .later(SETTLING)
                .woken()
                .failsForGood("stuck")
                .looksAgain(SWEEP)
                .later(Duration.ofSeconds(5)) // a person has helped
                .retryRequested()
                .undoes("snapshot")
                .done()
                .performs("snapshot");
    }

    @Test
    void keepsTheReasonForBeingStuckThroughAnOutage() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .failsForGood("an administrator must reset it")
                        .ends(Stuck.class)
                        .later(SETTLING)
                        .woken()
                        .failsForNow("cinder is away")
                        .later(Duration.ofMinutes(3))
                        .failsForNow("cinder is away");
        assertThat(((Stuck) story.run().phase()).problem().detail())
                .isEqualTo("an administrator must reset it");
    }

    @Test
    void isKeptForItsRetentionAfterItIsClean() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .failsForGood("y")
                        .ends(Stuck.class)
                        .later(Duration.ofDays(31))
                        .woken()
                        .done()
                        .ends(Undone.class);
        assertThat(story.run().times().finished()).isEqualTo(story.now());
    }
}
