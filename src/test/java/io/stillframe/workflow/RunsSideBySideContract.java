package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same with runs of another kind in the same tables: they are not there for each other. */
public abstract class RunsSideBySideContract extends RunsRoomContract {

    /** Facts that have nothing in common with those of the one kind. */
    public record Others(int number) {}

    private static final Plan<Others> PLAN =
            new Plan<>("other", facts -> facts, _ -> true, List.of(step("one")), step("again"));
    private static final Decider<Others> DECIDER = new Decider<>(PLAN, Transcript.PATIENCE);
    private static final RequestKey KEY = new RequestKey("night", "body");

    private final List<UUID> othersQueued = new ArrayList<>();
    private Runs<Others> others;

    /** Of runs of both kinds. */
    protected abstract Map<UUID, Long> versions(Collection<UUID> ids);

    @BeforeEach
    void openOthers() {
        others = open(Others.class, PLAN.name(), into(othersQueued));
    }

    @Test
    void tellsTheVersionsOfManyRunsAtOnceWhateverTheirKind() {
        var one = started("one", null);
        var two = started("two", null);
        var cancelled = cancelled(two);
        assertThat(runs.store(cancelled)).isTrue();
        var started = other("other", NOW);
        var other = decided(started, started.done());
        assertThat(versions(List.of(one.id(), two.id(), one.id(), other.id(), new UUID(1, 1))))
                .containsOnly(entry(one.id(), 0L), entry(two.id(), 1L), entry(other.id(), 1L));
    }

    @Test
    void keepsEachKindToItself() {
        var run = started("server", null);
        var other = other("image", NOW);
        assertThat(runs.find(run.id())).contains(run);
        assertThat(others.find(other.id())).contains(other);
        assertThat(runs.find(other.id())).isEmpty();
        assertThat(others.find(run.id())).isEmpty();
        assertThat(runs.unfinishedOf("project")).containsExactly(run);
        assertThat(others.unfinishedOf("project")).containsExactly(other);
        assertThat(runs.waiting()).containsExactly(run.id());
        assertThat(others.waiting()).containsExactly(other.id());
        assertThat(queued).containsOnly(run.id());
        assertThat(othersQueued).containsOnly(other.id());
    }

    @Test
    void listsOnlyItsOwnKindPageByPage() {
        var first = other("first image", NOW);
        var run = started("first", null);
        var second = other("second image", NOW.plusSeconds(1));
        assertThat(runs.list(page(null))).containsExactly(run);
        assertThat(others.list(page(null))).containsExactly(second, first);
        assertThat(others.list(page(second.id()))).containsExactly(first);
        assertThat(others.list(page(run.id())))
                .as("after one that is not there")
                .containsExactly(second, first);
    }

    @Test
    void listsThoseOfAllOwnersPageByPage() {
        var oldest = of("elsewhere", "oldest", NOW.minusSeconds(1));
        var first = other("first", NOW);
        var second = of("elsewhere", "second", NOW.plusSeconds(1));
        var third = other("third", NOW.plusSeconds(2));
        started("of another kind", null);

        assertThat(others.list(new Filter(null, null, ANY, 2, null)))
                .containsExactly(third, second);
        assertThat(others.list(new Filter(null, null, ANY, 2, second.id())))
                .containsExactly(first, oldest);
        assertThat(others.list(new Filter(null, "second", ANY, 9, null))).containsExactly(second);
        assertThat(others.list(new Filter(null, null, GONE, 9, null))).isEmpty();
        assertThat(others.list(page(null))).containsExactly(third, first);
        assertThat(others.list(page(second.id()))).containsExactly(first);
        assertThat(others.list(new Filter("elsewhere", null, ANY, 9, null)))
                .containsExactly(second, oldest);
    }

    @Test
    void tellsTheHistoryOfItsOwnKindAlone() {
        var run = other("image", NOW);
        decided(run, new Outcome.NotYet<>(new Others(8), Duration.ofSeconds(1), "it is saving"));
        assertThat(others.entries(run.id(), 0)).hasSize(1);
        assertThat(runs.entries(run.id(), 0)).isEmpty();
    }

    @Test
    void looksAgainOnlyAtItsOwnKind() {
        var ended = failed(started("ended", null));
        var stuck = stuck(other("image", NOW));
        assertThat(runs.toBeLookedAtAgain(null)).containsExactly(ended);
        assertThat(runs.toBeLookedAtAgain("project")).containsExactly(ended);
        assertThat(others.toBeLookedAtAgain(null)).containsExactly(stuck);
        assertThat(others.toBeLookedAtAgain("project")).containsExactly(stuck);
        assertThat(runs.waiting()).containsExactly(ended.id());
        assertThat(others.waiting()).containsExactly(stuck.id());
    }

    @Test
    void forgetsOnlyItsOwnKind() {
        var run = failed(started("server", null));
        assertThat(runs.store(done(run))).isTrue();
        var other = succeeded(other("image", NOW));
        assertThat(others.forget(ANY, NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(others.find(other.id())).isEmpty();
        assertThat(runs.find(run.id())).isPresent();
        assertThat(runs.forget(ANY, NOW.plusSeconds(1))).isEqualTo(1);
    }

    @Test
    void takesAKeyThatStartedARunOfAnotherKindForTaken() {
        var run = started("server", KEY);
        var foreign = new RequestKey("other night", KEY.fingerprint());
        var other = ((Started<Others>) others.start(fresh("image", NOW), foreign)).run();
        queued.clear();
        othersQueued.clear();

        assertThat(others.startedWith("project", KEY)).contains(new KeyTaken<>());
        assertThat(others.start(fresh("another", NOW), KEY)).isEqualTo(new KeyTaken<>());
        assertThat(runs.startedWith("project", foreign)).contains(new KeyTaken<>());

        assertThat(others.startedWith("project", foreign)).contains(new StartedBefore<>(other));
        assertThat(runs.startedWith("project", KEY)).contains(new StartedBefore<>(run));
        assertThat(others.startedWith("elsewhere", KEY)).isEmpty();
        assertThat(others.list(page(null))).containsExactly(other);
        assertThat(queued).isEmpty();
        assertThat(othersQueued).isEmpty();
    }

    @Test
    void storesNothingThatWasDecidedOnARunOfAnotherKind() {
        var run = started("server", null);
        var other =
                new Run<>(
                        run.id(),
                        "other",
                        run.owner(),
                        run.subject(),
                        run.requestId(),
                        run.phase(),
                        new Others(1),
                        run.asked(),
                        run.steps(),
                        run.times(),
                        NOW,
                        run.version());
        var stray = DECIDER.decide(other, other.done(), NOW);
        assertThat(others.store(stray)).isFalse();
        assertThat(others.storeAndWake(stray)).isEqualTo(new Runs.Change.ChangedMeanwhile<>());
        assertThat(runs.find(run.id())).contains(run);
    }

    @Test
    void countsThoseOfAnotherKindByThemselves() {
        onlySoManyAtOnce();
        for (int i = 0; i <= AT_ONCE; i++) {
            other("image " + i, NOW);
        }
        assertThat(runs.full("project")).isEmpty();
        assertThat(runs.start(fresh("server"), null)).isInstanceOf(Started.class);
    }

    private Run<Others> other(String subject, Instant at) {
        return of("project", subject, at);
    }

    private Run<Others> of(String owner, String subject, Instant at) {
        return ((Started<Others>) others.start(fresh(owner, subject, at), null)).run();
    }

    private static Decision<Others> fresh(String subject, Instant at) {
        return fresh("project", subject, at);
    }

    private static Decision<Others> fresh(String owner, String subject, Instant at) {
        var run =
                Run.of(
                        UUID.randomUUID(),
                        PLAN,
                        owner,
                        subject,
                        new Others(7),
                        Transcript.PATIENCE,
                        at);
        return Decision.first(run, List.of());
    }

    private Run<Others> succeeded(Run<Others> run) {
        var ended = decided(run, run.done());
        return decided(ended, ended.done()); // looked at again, too
    }

    private Run<Others> stuck(Run<Others> run) {
        var refused = Problem.refusal("image-left", "protected");
        var back = decided(run, new Outcome.Failed<>(run.facts(), refused));
        return decided(back, new Outcome.Failed<>(back.facts(), refused));
    }

    private Run<Others> decided(Run<Others> run, Event<Others> event) {
        var decision = DECIDER.decide(run, event, NOW);
        assertThat(others.store(decision)).isTrue();
        return decision.run();
    }

    private static Filter page(@Nullable UUID after) {
        return new Filter("project", null, ANY, 9, after);
    }
}
