package io.stillframe.workflow;

import static io.stillframe.workflow.StepState.Status.DONE;
import static io.stillframe.workflow.StepState.Status.FAILED;
import static io.stillframe.workflow.StepState.Status.UNDONE;
import static io.stillframe.workflow.StepState.Status.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeciderTest {

    private static final Duration SETTLING = Transcript.PATIENCE.settlingTime();

    @Test
    void goesFromStepToStepAndLooksOnceMoreAfterTheEnd() {
        var story =
                Transcript.of("snapshot", "register")
                        .woken()
                        .performs("snapshot")
                        .done()
                        .performs("register")
                        .done()
                        .ends(Succeeded.class)
                        .looksAgain(SETTLING)
                        .later(SETTLING)
                        .woken()
                        .looksAgain(Duration.ZERO)
                        .done()
                        .doesNothing()
                        .ends(Succeeded.class)
                        .woken()
                        .doesNothing();
        assertThat(story.statuses()).containsExactly(DONE, DONE);
    }

    @Test
    void goesBackFromTheStepThatFailedAndNeverForwardAgain() {
        var story =
                Transcript.of("snapshot", "register", "verify")
                        .woken()
                        .performs("snapshot")
                        .done()
                        .performs("register")
                        .failsForGood("over quota")
                        .undoes("register")
                        .woken()
                        .undoes("register")
                        .done()
                        .undoes("snapshot")
                        .done()
                        .ends(Undone.class)
                        .looksAgain(SETTLING);
        assertThat(story.statuses()).containsExactly(UNDONE, FAILED, WAITING);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.FAILED);
    }

    @Test
    void triesAChangeThatMayHaveHappenedAgainWithGrowingPausesAndThenGivesUp() {
        Transcript.of("register")
                .woken()
                .performs("register")
                .failsUnclear("500")
                .performs("register", Duration.ofSeconds(1))
                .failsUnclear("500")
                .performs("register", Duration.ofSeconds(2))
                .failsUnclear("500")
                .undoes("register");
    }

    @Test
    void waitsForAServiceAsLongAsTheStepMayTake() {
        var story = Transcript.of("register").woken();
        for (int i = 0; i < 20; i++) {
            story.failsForNow("down");
        }
        story.performs("register", Duration.ofSeconds(20))
                .later(Duration.ofMinutes(9))
                .failsForNow("down")
                .performs("register", Duration.ofSeconds(20))
                .later(Duration.ofMinutes(1))
                .failsForNow("down")
                .undoes("register");
    }

    @Test
    void waitingForAServiceIsNoAttempt() {
        var story = Transcript.of("register").woken();
        for (int i = 0; i < 20; i++) {
            story.failsForNow("down");
        }
        story.failsUnclear("500")
                .performs("register", Duration.ofSeconds(20))
                .failsUnclear("500")
                .performs("register", Duration.ofSeconds(20))
                .failsForNow("down")
                .performs("register", Duration.ofSeconds(20))
                .failsUnclear("500")
                .undoes("register");
        assertThat(story.run().steps().getFirst().attempts()).isEqualTo(24);
    }

    @Test
    void tellsAtTheFirstSecondFourthAndEighthTryAndNotesWhatItWaitsForUntilThatHasAnswered() {
        var story = Transcript.of("await").woken();
        for (int i = 1; i <= 9; i++) {
            story.failsForNow("down " + i);
        }
        assertThat(story.told())
                .containsExactly(
                        "trying again: down 1",
                        "trying again: down 2",
                        "trying again: down 4",
                        "trying again: down 8");
        assertThat(story.run().steps().getFirst().note()).isEqualTo("trying again: down 9");
        story.notYet(Duration.ofSeconds(2));
        assertThat(story.run().steps().getFirst().note()).isNull();
    }

    @Test
    void waitsAsLongAsTheServiceAsksFor() {
        Transcript.of("register")
                .woken()
                .failsForNow("429", Duration.ofSeconds(40))
                .performs("register", Duration.ofSeconds(40));
    }

    @Test
    void storesWhatIsAskedForBeforeItIsSent() {
        var story = Transcript.of("snapshot").woken().asks("a", "b").sends("a", "b");
        assertThat(story.run().asked()).containsOnlyKeys("a", "b");
        assertThat(story.answered().run().asked()).isEmpty();
    }

    @Test
    void sendsAgainOnlyWhenALostCallHasSettled() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .sends("a")
                .later(Duration.ofSeconds(20))
                .answeredUnclear()
                .performs("snapshot", Duration.ofSeconds(1))
                .later(Duration.ofSeconds(1))
                .asks("a")
                .performs("snapshot", Duration.ofSeconds(2)) // settling counts from the lost answer
                .later(Duration.ofSeconds(28).plusMillis(500))
                .asks("a")
                .performs("snapshot", Duration.ofMillis(500))
                .later(Duration.ofMillis(500))
                .asks("a")
                .sends("a");
    }

    @Test
    void sendsAgainAtOnceAfterADefiniteNo() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .sends("a")
                .answeredBusy()
                .performs("snapshot", Duration.ofSeconds(1))
                .asks("a")
                .sends("a");
    }

    @Test
    void aFailedLookSaysNothingAboutWhatWasSentBefore() {
        var story =
                Transcript.of("snapshot").woken().asks("a").answeredUnclear().failsForNow("503");
        assertThat(story.run().mayStillAppear("a")).isTrue();
    }

    @Test
    void aWorkerThatDiedAfterStoringLeavesTheKeyUnsettled() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .sends("a")
                .woken()
                .performs("snapshot")
                .asks("a")
                .performs("snapshot", Duration.ofSeconds(2));
    }

    @Test
    void keepsUnsettledWhatIsBeingSentWhileACancelComes() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .asks("a")
                        .later(SETTLING)
                        .undoRequested(new Reason.Cancelled("demo"))
                        .undoes("snapshot")
                        .done()
                        .undoes("snapshot", Duration.ofSeconds(2)) // rule 6: nothing, but not yet
                        .later(SETTLING)
                        .done()
                        .undoes("snapshot", Duration.ofSeconds(2))
                        .later(Transcript.PATIENCE.callLimit())
                        .woken()
                        .done()
                        .ends(Undone.class);
        assertThat(story.run().holdsSubject()).isFalse();
    }

    @Test
    void givesUpAStepThatTakesTooLong() {
        Transcript.of("await")
                .woken()
                .performs("await")
                .later(Duration.ofMinutes(9))
                .notYet(Duration.ofSeconds(2))
                .performs("await", Duration.ofSeconds(2))
                .later(Duration.ofMinutes(1))
                .notYet(Duration.ofSeconds(2))
                .undoes("await");
    }

    @Test
    void givesUpARunThatTakesTooLongAlthoughEachStepIsInTime() {
        Transcript.of("one", "two", "three")
                .woken()
                .later(Duration.ofMinutes(9))
                .done()
                .later(Duration.ofMinutes(9))
                .done()
                .later(Duration.ofMinutes(8))
                .notYet(Duration.ofSeconds(2))
                .undoes("three");
    }

    @Test
    void isStuckWhenAnUndoFailsForGood() {
        var story =
                Transcript.of("snapshot", "register")
                        .woken()
                        .done()
                        .failsForGood("over quota")
                        .undoes("register")
                        .failsForGood("protected")
                        .ends(Stuck.class)
                        .looksAgain(SETTLING);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.STUCK);
        assertThat(story.run().holdsSubject()).isFalse();
    }

    @Test
    void keepsUndoingThroughAnOutageUntilItsTimeIsUp() {
        Transcript.of("snapshot")
                .woken()
                .failsForGood("x")
                .undoes("snapshot")
                .failsForNow("down")
                .undoes("snapshot", Duration.ofSeconds(1))
                .failsForNow("down")
                .failsForNow("down")
                .failsForNow("down")
                .failsForNow("down")
                .failsForNow("down")
                .undoes("snapshot", Duration.ofSeconds(20))
                .later(Duration.ofMinutes(10))
                .failsForNow("down")
                .ends(Stuck.class);
    }

    @Test
    void deletingIsUndoingFromTheEnd() {
        var story =
                Transcript.of("snapshot", "register")
                        .woken()
                        .done()
                        .done()
                        .ends(Succeeded.class)
                        .undoRequested(new Reason.Deleted("demo"))
                        .undoes("register");
        assertThat(story.run().holdsSubject()).isFalse();
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.DELETING);
        story.done().undoes("snapshot").done().ends(Undone.class);
        assertThat(Standing.of(story.run().phase())).isEqualTo(Standing.DELETED);
        assertThat(story.statuses()).containsExactly(UNDONE, UNDONE);
    }

    @Test
    void doesNotBelieveALookThatBeganBeforeAllHadSettled() {
        Transcript.of("snapshot")
                .woken()
                .asks("a")
                .undoRequested(new Reason.Cancelled("demo"))
                .undoes("snapshot")
                .later(Duration.ofMinutes(1)) // so long did the worker stand still
                .done()
                .undoes("snapshot")
                .done()
                .ends(Undone.class);
    }

    @Test
    void changesNothingWhenThereIsNothingNew() {
        var story = Transcript.of("await").woken();
        var before = story.run();
        story.later(Duration.ofSeconds(2)).notYet(Duration.ofSeconds(2)).woken();
        assertThat(story.run().version()).isEqualTo(before.version());
    }

    @Test
    void anUndoThatAsksForSomethingNewIsAMistake() {
        var story = Transcript.of("snapshot").woken().failsForGood("x");
        assertThatThrownBy(() -> story.asks("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void countsSettlingFromTheLastSendAtTheEarliest() {
        var story = Transcript.of("snapshot").woken().asks("a");
        var sending = Transcript.PATIENCE.callLimit();
        story.later(SETTLING).woken();
        assertThat(story.run().at(story.now()).mayStillAppear("a")).isTrue();
        story.later(sending).woken();
        assertThat(story.run().at(story.now()).mayStillAppear("a")).isFalse();
        assertThat(Transcript.PATIENCE.untilSettled(11))
                .isEqualTo(SETTLING.plus(sending).plus(sending));
    }

    @Test
    void neverHurriesWhenTheClockGoesBack() {
        var run = Transcript.of("await").woken().run();
        assertThat(run.at(run.now().minus(Duration.ofHours(1))).inStep()).isZero();
        assertThat(run.at(run.now().minus(Duration.ofHours(1))).pauseBetweenLooks()).isPositive();
    }

    @Test
    void whatStrayedIsWaitedForByWhoeverGoesOn() {
        Transcript.of("snapshot")
                .woken()
                .strayed("a")
                .performs("snapshot")
                .asks("a")
                .performs("snapshot", Duration.ofSeconds(2))
                .undoRequested(new Reason.Cancelled("demo"))
                .strayed("a")
                .undoes("snapshot")
                .done()
                .undoes("snapshot", Duration.ofSeconds(2));
    }

    @Test
    void doesNotWaitPastItsDeadline() {
        Transcript.of("snapshot")
                .woken()
                .failsForNow("busy", Duration.ofHours(1))
                .performs("snapshot", Duration.ofMinutes(10));
    }

    @Test
    void doesNotForgetAnUnclearCallBecauseALaterOneWasPutOff() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .asks("a")
                        .answeredUnclear()
                        .later(SETTLING)
                        .asks("a")
                        .sends("a")
                        .answeredBusy();
        assertThat(story.run().wasAsked("a")).isTrue();
    }

    @Test
    void whatStrayedDoesNotCutShortWhatAnotherWorkerIsSending() {
        var story = Transcript.of("snapshot").woken().asks("a").sends("a");
        var until = story.run().asked().get("a");
        assertThat(story.strayed("a").run().asked().get("a")).isEqualTo(until);
    }
}
