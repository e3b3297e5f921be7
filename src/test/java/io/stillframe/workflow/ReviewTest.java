package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Action.Perform;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Undone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReviewTest {

    private static final Duration SETTLING = Transcript.PATIENCE.settlingTime();
    private static final Duration SWEEP = Transcript.PATIENCE.sweepInterval();

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
    void triesAStepThatIsNewInItsPlan() {
        var old = plan("snapshot");
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var run = Run.of(new UUID(0, 1), old, "project", "server", "", Transcript.PATIENCE, now);
        var decider = new Decider<>(plan("snapshot", "register"), Transcript.PATIENCE);
        var next = decider.decide(run, new Outcome.Done<>(""), now).run();
        var busy = new Outcome.Failed<>("", Problem.busy("busy", "busy"));
        assertThat(decider.decide(next, busy, now).action()).isInstanceOf(Perform.class);
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

    private static Plan<String> plan(String... names) {
        return new Plan<>(
                "test",
                facts -> facts,
                _ -> true,
                List.of(names).stream().map(ReviewTest::step).toList(),
                step("look-again"));
    }

    private static Step<String> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<String> perform(Run<String> run) {
                return run.done();
            }
        };
    }
}
