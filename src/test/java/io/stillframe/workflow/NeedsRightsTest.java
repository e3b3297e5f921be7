package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a run needs the rights that a caller has lent it. */
class NeedsRightsTest {

    private static boolean needsRights(Transcript story) {
        return story.run().needsRights();
    }

    @Test
    void needsThemUntilTheLookAfterItsEnd() {
        var story = Transcript.of("snapshot").woken();
        assertThat(needsRights(story)).isTrue();
        story.done().ends(Succeeded.class);
        assertThat(needsRights(story)).as("calls may settle").isTrue();
        story.later(Transcript.PATIENCE.settlingTime()).woken();
        assertThat(needsRights(story)).as("it is being looked at").isTrue();

        story.done();

        assertThat(needsRights(story)).isFalse();
    }

    @Test
    void doesWithoutThemWhenItIsStuckAndHasBeenLookedAt() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .failsForGood("protected")
                        .ends(Stuck.class);
        assertThat(needsRights(story)).isTrue();
        story.later(Transcript.PATIENCE.settlingTime()).woken();
        assertThat(needsRights(story)).isTrue();

        story.failsForGood("protected");

        assertThat(needsRights(story)).isFalse();
        story.undoRequested(new Reason.Deleted("demo"));
        assertThat(needsRights(story)).as("somebody lends new ones").isTrue();
    }

    @Test
    void needsThemAgainUntilWhatStrayedHasSettled() {
        var story = Transcript.of("snapshot").woken().done();
        story.later(Transcript.PATIENCE.settlingTime()).woken().done();
        assertThat(needsRights(story)).isFalse();

        story.strayed("k");

        assertThat(needsRights(story)).isTrue();
    }

    /** Nobody has looked, so the one who may must be able to later. */
    @Test
    void keepsThemForALookThatFoundTheServiceAway() {
        var story = Transcript.of("snapshot").woken().done();
        story.later(Transcript.PATIENCE.settlingTime()).woken();
        story.later(Duration.ofMinutes(11)).failsForNow("down");

        assertThat(needsRights(story)).isTrue();
    }

    @Test
    void endsItsLooksWithoutRightsAndSaysSo() {
        var story = Transcript.of("snapshot").woken().done();
        story.later(Transcript.PATIENCE.settlingTime()).woken();

        story.failsForGood(Problem.RIGHTS_EXPIRED).ends(Succeeded.class).doesNothing();

        assertThat(story.told()).last().asString().startsWith("not looked at once more: ");
        assertThat(needsRights(story)).isFalse();
    }

    /** What a lost call has made would be called nothing. */
    @Test
    void isStuckWhenNobodyCanLookForWhatWasUnclear() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .asks("k")
                        .undoRequested(new Reason.Cancelled("demo"));
        story.later(Duration.ofHours(1)).woken().done().ends(Undone.class);
        story.later(Duration.ofHours(1)).woken();

        story.failsForGood(Problem.RIGHTS_EXPIRED).ends(Stuck.class);
    }

    @Test
    void staysStuckForTheReasonThatAPersonCanHelpWith() {
        var story =
                Transcript.of("snapshot")
                        .woken()
                        .failsForGood("x")
                        .failsForGood("protected")
                        .ends(Stuck.class);
        story.later(Transcript.PATIENCE.settlingTime()).woken().failsForGood("protected");
        story.later(Transcript.PATIENCE.sweepInterval()).woken();

        story.failsForGood(Problem.RIGHTS_EXPIRED);

        assertThat(((Stuck) story.run().phase()).problem().detail()).isEqualTo("protected");
    }
}
