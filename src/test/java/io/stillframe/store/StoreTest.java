package io.stillframe.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Runs.LoggedEntry;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What every database must do. The two below say which. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Import(Store.class)
@Transactional(propagation = Propagation.NOT_SUPPORTED) // the store has its own
abstract class StoreTest {

    record Facts(String text, @Nullable Instant at, Set<Standing> words) {}

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(15));
    private static final Plan<Facts> PLAN =
            new Plan<>(
                    "test",
                    facts -> facts,
                    _ -> true,
                    List.of(step("one"), step("two")),
                    step("again"));
    private static final Decider<Facts> DECIDER = new Decider<>(PLAN, PATIENCE);
    private static final Set<Standing> ANY = EnumSet.allOf(Standing.class);

    @Autowired Store store;
    @Autowired RunRows rows;

    private final List<UUID> queued = new ArrayList<>();
    private Runs<Facts> runs;

    @BeforeEach
    void open() {
        rows.deleteAll();
        runs =
                store.runs(
                        Facts.class,
                        new Queue() {
                            @Override
                            public boolean due(UUID run, Instant at) {
                                return queued.add(run);
                            }

                            @Override
                            public void look() {}
                        });
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
    void storesADecisionOnlyOnTheRunThatItWasMadeOn() {
        var run = started("server", null);
        var one = DECIDER.decide(run, new Event.UndoRequested<>(new Reason.Cancelled("demo")), NOW);
        var other = DECIDER.decide(run, new Outcome.Done<>(run.facts()), NOW);
        assertThat(runs.store(one)).isTrue();
        assertThat(runs.store(other)).isFalse();
        assertThat(stored(run)).isEqualTo(one.run());
    }

    @Test
    void letsOnlyOneRunHoldASubject() {
        var first = started("server", null);
        assertThat(runs.start(fresh("server"), null)).isEqualTo(new SubjectHeld<>(first));
        assertThat(runs.start(fresh("another"), null)).isInstanceOf(Started.class);
        var ended =
                decided(
                        decided(first, new Outcome.Done<>(first.facts())),
                        new Outcome.Done<>(first.facts()));
        assertThat(ended.phase()).isInstanceOf(Phase.Succeeded.class);
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
        assertThat(queued).hasSize(1);
        assertThat(
                        runs.storeAndWake(
                                DECIDER.decide(
                                        stored(run),
                                        new Event.UndoRequested<>(new Reason.Cancelled("demo")),
                                        NOW)))
                .isEqualTo(new Runs.Change.Stored<>());
        assertThat(queued).hasSize(3).containsOnly(run.id());
    }

    @Test
    void givesAFailedRunItsSubjectBackOnlyIfThatIsFree() {
        var failed = failed(started("server", null));
        var second = started("server", null);
        var again = DECIDER.decide(failed, new Event.RetryRequested<>("demo"), NOW);
        assertThat(runs.storeAndWake(again)).isEqualTo(new SubjectHeld<>(second));
        assertThat(stored(failed)).isEqualTo(failed);
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
        decided(over, new Outcome.Done<>(over.facts()));
        assertThat(runs.toBeLookedAtAgain(going.owner())).containsExactly(ended);
        assertThat(runs.toBeLookedAtAgain(null)).containsExactly(ended);
        assertThat(runs.toBeLookedAtAgain("elsewhere")).isEmpty();
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
        assertThat(runs.forget(NOW.plusSeconds(1))).as("still to be looked at once more").isZero();
        decided(failed, new Outcome.Done<>(failed.facts()));
        assertThat(runs.waiting()).containsExactly(going.id());
        assertThat(runs.forget(NOW)).isZero();
        assertThat(runs.forget(NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(runs.find(failed.id())).isEmpty();
        assertThat(runs.entries(failed.id(), 0)).isEmpty();
        assertThat(runs.find(going.id())).isPresent();
    }

    @Test
    void tellsTheVersionsOfManyRunsAtOnce() {
        var one = started("one", null);
        var started = started("two", null);
        var two = decided(started, new Outcome.Done<>(started.facts()));
        assertThat(runs.versions(List.of(one.id(), two.id(), new UUID(1, 1))))
                .containsOnlyKeys(one.id(), two.id())
                .containsEntry(one.id(), one.version())
                .containsEntry(two.id(), two.version());
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

    private Run<Facts> started(String subject, @Nullable RequestKey key) {
        return started(subject, key, NOW);
    }

    private Run<Facts> started(String subject, @Nullable RequestKey key, Instant at) {
        return ((Started<Facts>) runs.start(fresh(subject, at), key)).run();
    }

    private Run<Facts> failed(Run<Facts> run) {
        var back =
                decided(
                        run,
                        new Outcome.Failed<>(run.facts(), Problem.refusal("over-quota", "full")));
        return decided(back, new Outcome.Done<>(run.facts()));
    }

    private Run<Facts> decided(Run<Facts> run, Event<Facts> event) {
        var decision = DECIDER.decide(run, event, NOW);
        assertThat(!decision.changed() || runs.store(decision)).isTrue();
        return decision.run();
    }

    private Run<Facts> stored(Run<Facts> run) {
        return runs.find(run.id()).orElseThrow();
    }

    private static Decision<Facts> fresh(String subject) {
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
                        PATIENCE,
                        at);
        return new Decision<>(run, new Action.Nothing<>(), List.of(), true);
    }

    private static Step<Facts> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<Facts> perform(Run<Facts> run) {
                return run.done();
            }
        };
    }
}
