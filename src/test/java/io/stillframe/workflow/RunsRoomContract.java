package io.stillframe.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Runs.Change.Stored;
import io.stillframe.workflow.Runs.Filter;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.TooMany;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same where an owner may have only so many under way. */
public abstract class RunsRoomContract extends RunsContract {

    static final int AT_ONCE = 3;
    private static final RequestKey TONIGHT = new RequestKey("night", "body");

    /** Those of one kind, so many at once of each owner. */
    protected abstract <F> Runs<F> open(Class<F> facts, String plan, Queue queue, int atOnce);

    @Override
    protected <F> Runs<F> open(Class<F> facts, String plan, Queue queue) {
        return open(facts, plan, queue, Integer.MAX_VALUE);
    }

    /** As another replica sees the same runs. */
    protected Runs<Facts> replica() {
        return open(Facts.class, PLAN.name(), InMemoryRuns.NONE, AT_ONCE);
    }

    void onlySoManyAtOnce() {
        runs = open(Facts.class, PLAN.name(), into(queued), AT_ONCE);
    }

    @Test
    void startsNoMoreOfAnOwnerThanMayBeUnderWay() {
        onlySoManyAtOnce();
        assertThat(runs.full("project")).isEmpty();
        assertThat(runs.start(fresh("1"), null)).isInstanceOf(Started.class);
        assertThat(runs.start(fresh("2"), null)).isInstanceOf(Started.class);
        assertThat(runs.full("project")).isEmpty();
        assertThat(runs.start(fresh("3"), null)).isInstanceOf(Started.class);
        queued.clear();

        assertThat(runs.full("project")).contains(new TooMany<>(3, AT_ONCE));
        assertThat(runs.start(fresh("4"), null)).isEqualTo(new TooMany<>(3, AT_ONCE));

        assertThat(runs.list(new Filter("project", null, ANY, 9, null))).hasSize(3);
        assertThat(queued).isEmpty();
        assertThat(runs.full("elsewhere")).isEmpty();
        assertThat(runs.start(of("elsewhere", "5"), null)).isInstanceOf(Started.class);
    }

    @Test
    void countsNoRunThatHasEndedOrIsDeleted() {
        onlySoManyAtOnce();
        var back = begun("back");
        begun("forward");
        var over = begun("over");
        assertThat(runs.storeAndWake(cancelled(back))).isEqualTo(new Stored<>());
        assertThat(runs.full("project")).as("one that goes back holds its server").isPresent();

        var halfway = done(over);
        assertThat(runs.store(halfway)).isTrue();
        var ended = done(halfway.run());
        assertThat(runs.store(ended)).isTrue();
        assertThat(runs.full("project")).isEmpty();
        var deleted = new Event.UndoRequested<Facts>(new Reason.Deleted("demo"));
        assertThat(runs.storeAndWake(DECIDER.decide(ended.run(), deleted, NOW)))
                .isEqualTo(new Stored<>());
        assertThat(Standing.of(stored(ended.run()).phase())).isEqualTo(Standing.DELETING);

        assertThat(runs.full("project")).isEmpty();
        assertThat(runs.start(fresh("another"), null)).isInstanceOf(Started.class);
        assertThat(runs.full("project")).isPresent();
    }

    @Test
    void letsAFailedRunBeginAgainOnlyWhereThereIsRoom() {
        onlySoManyAtOnce();
        var failed = failed(begun("failed"));
        begun("1");
        begun("2");
        var third = begun("3");
        queued.clear();
        var again = DECIDER.decide(failed, new Event.RetryRequested<>("demo"), NOW);

        assertThat(runs.storeAndWake(again)).isEqualTo(new TooMany<>(3, AT_ONCE));
        assertThat(stored(failed)).isEqualTo(failed);
        assertThat(queued).isEmpty();

        failed(third);
        assertThat(runs.storeAndWake(again)).isEqualTo(new Stored<>());
        assertThat(runs.full("project")).isPresent();
        assertThat(runs.storeAndWake(cancelled(again.run())))
                .as("one that is under way is changed though there is no room")
                .isEqualTo(new Stored<>());
    }

    @Test
    void findsWhatAKeyHasStartedThoughThereIsNoRoom() {
        onlySoManyAtOnce();
        var run = ((Started<Facts>) runs.start(fresh("1"), TONIGHT)).run();
        begun("2");
        begun("3");
        assertThat(runs.start(fresh("1"), TONIGHT)).isEqualTo(new StartedBefore<>(run));
        assertThat(runs.start(fresh("4"), TONIGHT)).isEqualTo(new StartedBefore<>(run));
    }

    /** Of an owner that nothing is known of yet, by two replicas. */
    @Test
    void startsNoMoreThanMayBeUnderWayHoweverManyAskAtOnce() throws Exception {
        onlySoManyAtOnce();
        var replicas = replicas();
        var asked = new ArrayList<Callable<Start<Facts>>>();
        for (int i = 0; i < 12; i++) {
            var first = fresh("server " + i);
            var replica = replicas.get(i % 2);
            asked.add(() -> replica.start(first, null));
        }

        var starts = atOnce(asked);

        assertThat(starts).filteredOn(Started.class::isInstance).hasSize(AT_ONCE);
        assertThat(starts)
                .filteredOn(start -> !(start instanceof Started))
                .hasSize(12 - AT_ONCE)
                .containsOnly(new TooMany<>(AT_ONCE, AT_ONCE));
        assertThat(runs.list(new Filter("project", null, ANY, 99, null))).hasSize(AT_ONCE);
    }

    @Test
    void letsNoMoreBeginAgainThanMayBeUnderWayHoweverManyAskAtOnce() throws Exception {
        onlySoManyAtOnce();
        var replicas = replicas();
        var asked = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 6; i++) {
            var failed = failed(begun("failed " + i));
            var again = DECIDER.decide(failed, new Event.RetryRequested<>("demo"), NOW);
            var first = fresh("server " + i);
            var replica = replicas.get(i % 2);
            asked.add(() -> replica.storeAndWake(again));
            asked.add(() -> replica.start(first, null));
        }

        assertThat(atOnce(asked))
                .filteredOn(TooMany.class::isInstance)
                .hasSize(12 - AT_ONCE)
                .containsOnly(new TooMany<>(AT_ONCE, AT_ONCE));

        assertThat(runs.unfinishedOf("project")).hasSize(AT_ONCE);
    }

    /** The same request twice, for the last place. */
    @Test
    void tellsARequestThatComesTwiceAtOnceWhatItHasStarted() throws Exception {
        onlySoManyAtOnce();
        begun("1");
        begun("2");
        var replicas = replicas();
        var asked = new ArrayList<Callable<Start<Facts>>>();
        for (int i = 0; i < 4; i++) {
            var first = fresh("server");
            var replica = replicas.get(i % 2);
            asked.add(() -> replica.start(first, TONIGHT));
        }

        var starts = atOnce(asked);

        assertThat(starts).filteredOn(Started.class::isInstance).hasSize(1);
        assertThat(starts).filteredOn(StartedBefore.class::isInstance).hasSize(3);
    }

    private List<Runs<Facts>> replicas() {
        return List.of(replica(), replica());
    }

    private static <T> List<T> atOnce(List<Callable<T>> asked)
            throws InterruptedException, ExecutionException {
        var together = new CyclicBarrier(asked.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<T>>();
            for (var one : asked) {
                answers.add(
                        threads.submit(() -> {
                            together.await();
                            return one.call();
                        }));
            }
            var told = new ArrayList<T>();
            for (var answer : answers) {
                told.add(answer.get());
            }
            return told;
        }
    }

    private Run<Facts> begun(String subject) {
        return ((Started<Facts>) runs.start(fresh(subject), null)).run();
    }

    private static Decision<Facts> of(String owner, String subject) {
        var run = fresh(subject).run();
        var theirs =
                Run.of(run.id(), PLAN, owner, subject, run.facts(), Transcript.PATIENCE, run.now());
        return Decision.first(theirs, List.of());
    }
}
