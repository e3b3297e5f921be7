package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Runs.LoggedEntry;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Runs} must do, with a database or without. */
public abstract class RunsContract {

    /** Something of every kind that facts may hold. */
    public record Facts(String text, @Nullable Instant at, Set<Standing> words) {}

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    static final Plan<Facts> PLAN =
            new Plan<>(
                    "test",
                    facts -> facts,
                    _ -> true,
                    List.of(step("one"), step("two")),
                    step("again"));
    static final Decider<Facts> DECIDER = new Decider<>(PLAN, Transcript.PATIENCE);
    static final Set<Standing> ANY = EnumSet.allOf(Standing.class);
    static final Set<Standing> GONE =
            EnumSet.of(Standing.FAILED, Standing.CANCELLED, Standing.DELETED);

    protected final List<UUID> queued = new ArrayList<>();
    protected Runs<Facts> runs;

    /** Those of one kind, that make runs due in that queue; none is there at first. */
    protected abstract <F> Runs<F> open(Class<F> facts, String plan, Queue queue);

    @BeforeEach
    void open() {
        runs = open(Facts.class, PLAN.name(), into(queued));
    }

    static Queue into(List<UUID> queued) {
        return new Queue() {
            @Override
            public boolean due(UUID run, Instant at) {
                return queued.add(run);
            }

            @Override
            public void look() {}
        };
    }

    @Test
    void givesBackExactlyWhatWasStored() {
        var run = started("server", null);
        var problem =
                new Problem(
                        "cloud-timeout",
                        "No answer — versuch's später.",
                        new Problem.Upstream(
                                "cinder", "POST", "http://cinder/snapshots", 0, "req-1", "näh"),
                        true,
                        true,
                        Duration.ofSeconds(7));
        run = decided(run, new Event.Woken<>());
        run =
                decided(
                        run,
                        run.ask(
                                new Facts("späť", NOW, Set.of(Standing.FAILED)),
                                List.of("a"),
                                run::done));
        run =
                decided(
                        run,
                        new Event.Answered<>(
                                Set.of("a"), new Outcome.Failed<>(run.facts(), problem)));
        assertThat(stored(run)).isEqualTo(run);
        run =
                decided(
                        run,
                        new Outcome.Failed<>(
                                run.facts(), Problem.refusal("over-quota", "too much")));
        assertThat(stored(run)).isEqualTo(run);
        run = decided(run, new Outcome.Failed<>(run.facts(), problem));
        run =
                decided(
                        run,
                        new Outcome.Failed<>(
                                run.facts(), Problem.refusal("image-left", "protected")));
        assertThat(run.phase()).isInstanceOf(Phase.Stuck.class);
        assertThat(stored(run)).isEqualTo(run);
        assertThat(runs.entries(run.id(), 0).stream().map(line -> line.entry().message()))
                .containsExactly(
                        "trying again: No answer — versuch's später.",
                        "failed: too much",
                        "trying again: No answer — versuch's später.",
                        "stuck: protected");
    }

    @Test
    void countsWhatIsStoredOfARunFromItsStart() {
        var admitted = done(fresh("server").run()).run();
        var run = ((Started<Facts>) runs.start(only(admitted), null)).run();
        assertThat(run.version()).isZero();
        assertThat(stored(run)).isEqualTo(run);
        assertThat(runs.store(cancelled(admitted))).isFalse();
        var later = DECIDER.decide(run, run.done(), NOW.plusSeconds(5));
        assertThat(runs.store(later)).isTrue();
        assertThat(stored(run)).isEqualTo(later.run());
        assertThat(stored(run).version()).isEqualTo(1);
        assertThat(stored(run).now()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void storesADecisionOnlyOnTheRunThatItWasMadeOn() {
        var run = started("server", null);
        var one = cancelled(run);
        assertThat(runs.store(one)).isTrue();
        assertThat(runs.store(done(run))).isFalse();
        assertThat(stored(run)).isEqualTo(one.run());
        assertThat(runs.store(cancelled(fresh("unknown").run()))).isFalse();
    }

    @Test
    void letsOnlyOneRunHoldASubject() {
        var first = started("server", null);
        assertThat(runs.start(fresh("server"), null)).isEqualTo(new SubjectHeld<>(first));
        assertThat(runs.start(fresh("another"), null)).isInstanceOf(Started.class);
        assertThat(succeeded(first).phase()).isInstanceOf(Phase.Succeeded.class);
        assertThat(runs.start(fresh("server"), null)).isInstanceOf(Started.class);
    }

    @Test
    void findsWhatAKeyHasStarted() {
        var run = started("server", new RequestKey("night", "body"));
        assertThat(runs.start(fresh("server"), new RequestKey("night", "body")))
                .isEqualTo(new StartedBefore<>(run));
        assertThat(runs.startedWith("project", new RequestKey("night", "body")))
                .contains(new StartedBefore<>(run));
        assertThat(runs.startedWith("project", new RequestKey("night", "other")))
                .contains(new KeyTaken<>());
        assertThat(runs.startedWith("elsewhere", new RequestKey("night", "body"))).isEmpty();
        assertThat(runs.startedWith("project", new RequestKey("noon", "body"))).isEmpty();
    }

    @Test
    void storesNothingOfARunWhoseKeyIsTaken() {
        started("server", new RequestKey("night", "body"));
        assertThat(runs.start(fresh("another"), new RequestKey("night", "other")))
                .isEqualTo(new KeyTaken<>());
        assertThat(runs.list(new Filter("project", null, ANY, 10, null))).hasSize(1);
    }

    @Test
    void queuesEachNewRunAndEachOneChangedFromOutside() {
        var run = started("server", null);
        assertThat(queued).containsExactly(run.id());
        decided(run, new Event.Woken<>());
        assertThat(runs.start(fresh("server"), null)).isInstanceOf(SubjectHeld.class);
        assertThat(queued).hasSize(1);
        assertThat(runs.storeAndWake(cancelled(stored(run)))).isEqualTo(new Runs.Change.Stored<>());
        assertThat(queued).hasSizeGreaterThan(1).containsOnly(run.id());
    }

    @Test
    void givesAFailedRunItsSubjectBackOnlyIfThatIsFree() {
        var first = started("server", null);
        var failed = failed(first);
        var second = started("server", null);
        var again = DECIDER.decide(failed, new Event.RetryRequested<>("demo"), NOW);
        assertThat(runs.storeAndWake(again)).isEqualTo(new SubjectHeld<>(second));
        assertThatThrownBy(() -> runs.store(again)).isInstanceOf(RuntimeException.class);
        assertThat(stored(failed)).isEqualTo(failed);
        assertThat(runs.storeAndWake(cancelled(first)))
                .as("no longer the one that this was decided on, which is said first")
                .isEqualTo(new Runs.Change.ChangedMeanwhile<>());
        failed(second);
        assertThat(runs.storeAndWake(again)).isEqualTo(new Runs.Change.Stored<>());
        assertThat(stored(failed).phase()).isInstanceOf(Phase.Undoing.class);
        assertThat(runs.start(fresh("server"), null)).isEqualTo(new SubjectHeld<>(again.run()));
        assertThat(runs.storeAndWake(again)).isEqualTo(new Runs.Change.ChangedMeanwhile<>());
    }

    @Test
    void findsWhatHasEndedAndIsToBeLookedAtAgain() {
        var going = started("going", null);
        var ended = failed(started("ended", null));
        var over = failed(started("over", null));
        decided(over, over.done());
        assertThat(runs.toBeLookedAtAgain(going.owner())).containsExactly(ended);
        assertThat(runs.toBeLookedAtAgain(null)).containsExactly(ended);
        assertThat(runs.toBeLookedAtAgain("elsewhere")).isEmpty();
        var earlier = failed(started("earlier", null, NOW.minusSeconds(1)));
        assertThat(runs.toBeLookedAtAgain(null)).containsExactly(earlier, ended);
    }

    @Test
    void looksAtWhatIsStuckThoughNoTimeIsSetForThat() {
        var problem = Problem.refusal("image-left", "protected");
        var stuck = new Phase.Stuck("one", problem, new Reason.Failure(problem));
        var run = ((Started<Facts>) runs.start(only(fresh("s").run().in(stuck)), null)).run();
        assertThat(run.times().lookAgain()).isNull();
        assertThat(runs.waiting()).containsExactly(run.id());
        assertThat(runs.toBeLookedAtAgain("project")).containsExactly(run);
        assertThat(runs.forget(ANY, NOW.plusSeconds(1))).isZero();
    }

    @Test
    void tellsWhatAnOwnerHasUnderWay() {
        var going = started("going", null);
        var back = cancelled(started("back", null));
        assertThat(runs.store(back)).isTrue();
        failed(started("over", null));
        assertThat(runs.unfinishedOf("project")).containsExactlyInAnyOrder(going, back.run());
        assertThat(runs.unfinishedOf("elsewhere")).isEmpty();
    }

    @Test
    void listsNewestFirstPageByPage() {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(started("server-" + i, null, NOW.plusSeconds(i / 2)).id());
        }
        var first = runs.list(new Filter("project", null, ANY, 2, null));
        var second = runs.list(new Filter("project", null, ANY, 2, first.getLast().id()));
        var third = runs.list(new Filter("project", null, ANY, 2, second.getLast().id()));
        var listed = new ArrayList<UUID>();
        List.of(first, second, third).forEach(page -> page.forEach(run -> listed.add(run.id())));
        assertThat(listed).hasSize(5).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(listed)
                .extracting(id -> runs.find(id).orElseThrow().subject().charAt(7) / 2)
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(runs.list(new Filter("project", null, ANY, 9, new UUID(1, 1)))).hasSize(5);
        assertThat(runs.list(new Filter("project", "server-3", ANY, 9, null))).hasSize(1);
        assertThat(runs.list(new Filter("project", null, EnumSet.of(Standing.FAILED), 9, null)))
                .isEmpty();
        assertThat(runs.list(new Filter("elsewhere", null, ANY, 9, null))).isEmpty();
    }

    @Test
    void knowsWhatTheQueueMustHoldAndWhatMayBeForgotten() {
        var going = started("going", null);
        var failed =
                decided(
                        decided(
                                started("failed", null),
                                new Outcome.Failed<>(going.facts(), Problem.refusal("x", "x"))),
                        new Outcome.Done<>(new Facts("", null, Set.of())));
        assertThat(failed.phase()).isInstanceOf(Phase.Undone.class);
        assertThat(runs.waiting()).containsExactlyInAnyOrder(going.id(), failed.id());
        assertThat(runs.forget(ANY, NOW.plusSeconds(1)))
                .as("still to be looked at once more")
                .isZero();
        decided(failed, failed.done());
        assertThat(runs.waiting()).containsExactly(going.id());
        assertThat(runs.forget(ANY, NOW)).isZero();
        var kept = succeeded(started("kept", null));
        decided(kept, kept.done());
        assertThat(runs.forget(GONE, NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(runs.find(failed.id())).isEmpty();
        assertThat(runs.entries(failed.id(), 0)).isEmpty();
        assertThat(runs.find(going.id())).isPresent();
        assertThat(runs.find(kept.id())).isPresent();
        assertThat(runs.forget(ANY, NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(runs.find(kept.id())).isEmpty();
    }

    @Test
    void forgetsTheKeyWithTheRun() {
        var key = new RequestKey("night", "body");
        var run = failed(started("server", key));
        decided(run, run.done());
        assertThat(runs.forget(GONE, NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(runs.startedWith("project", key)).isEmpty();
        assertThat(runs.start(fresh("server"), key)).isInstanceOf(Started.class);
    }

    @Test
    void tellsWhatWasNotedOfARunSinceAnEntry() {
        var run = started("one", null);
        var other = started("other", null);
        for (int i = 0; i < 3; i++) {
            run = decided(run, noted("line " + i));
            decided(stored(other), noted("of the other " + i));
        }

        var all = runs.entries(run.id(), 0);

        assertThat(messages(all)).containsExactly("line 0", "line 1", "line 2");
        assertThat(all).extracting(LoggedEntry::id).isSorted().doesNotHaveDuplicates();
        assertThat(runs.entries(run.id(), all.get(0).id())).isEqualTo(all.subList(1, 3));
        assertThat(runs.entries(run.id(), all.get(2).id() - 1)).isEqualTo(all.subList(2, 3));
        assertThat(runs.entries(run.id(), all.get(2).id())).isEmpty();
        assertThat(runs.entries(run.id(), Long.MAX_VALUE)).isEmpty();
    }

    private static Event<Facts> noted(String message) {
        var facts = new Facts(message, null, Set.of());
        return new Outcome.NotYet<>(facts, Duration.ofSeconds(1), message);
    }

    private static List<String> messages(List<LoggedEntry> entries) {
        return entries.stream().map(line -> line.entry().message()).toList();
    }

    protected Run<Facts> started(String subject, @Nullable RequestKey key) {
        return started(subject, key, NOW);
    }

    private Run<Facts> started(String subject, @Nullable RequestKey key, Instant at) {
        return ((Started<Facts>) runs.start(fresh(subject, at), key)).run();
    }

    Run<Facts> failed(Run<Facts> run) {
        var back =
                decided(
                        run,
                        new Outcome.Failed<>(run.facts(), Problem.refusal("over-quota", "full")));
        return decided(back, run.done());
    }

    private Run<Facts> succeeded(Run<Facts> run) {
        return decided(decided(run, run.done()), run.done());
    }

    private Run<Facts> decided(Run<Facts> run, Event<Facts> event) {
        var decision = DECIDER.decide(run, event, NOW);
        assertThat(!decision.changed() || runs.store(decision)).isTrue();
        return decision.run();
    }

    Run<Facts> stored(Run<Facts> run) {
        return runs.find(run.id()).orElseThrow();
    }

    protected static Decision<Facts> cancelled(Run<Facts> run) {
        return DECIDER.decide(run, new Event.UndoRequested<>(new Reason.Cancelled("demo")), NOW);
    }

    static Decision<Facts> done(Run<Facts> run) {
        return DECIDER.decide(run, run.done(), NOW);
    }

    static Decision<Facts> fresh(String subject) {
        return fresh(subject, NOW);
    }

    private static Decision<Facts> fresh(String subject, Instant at) {
        var run =
                Run.of(
                        UUID.randomUUID(),
                        PLAN,
                        "project",
                        subject,
                        new Facts("", null, Set.of()),
                        Transcript.PATIENCE,
                        at);
        return only(run);
    }

    private static Decision<Facts> only(Run<Facts> run) {
        return Decision.first(run, List.of());
    }

    static <F> Step<F> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<F> perform(Run<F> run) {
                return run.done();
            }
        };
    }
}
