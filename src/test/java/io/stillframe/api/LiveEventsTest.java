package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.api.EventList.Event;
import io.stillframe.identity.Caller;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** By a clock that is turned by hand: what is told when, and that nobody is kept who has gone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // or it may go round for ever
class LiveEventsTest {

    private static final Duration A_LOOK = Duration.ofMillis(200);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Plan<ServerSnapshot> PLAN =
            new Plan<>("test", facts -> facts, _ -> true, List.of(step("one")), step("again"));

    private final MemoryRuns<ServerSnapshot> runs = new MemoryRuns<>();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Changes changes = new Changes(runs::versions, A_LOOK, timer, Runnable::run);
    private final Snapshots snapshots =
            new Snapshots(PLAN, ApiTest.Slice.PATIENCE, runs, () -> NOW, UUID::randomUUID);
    private Instant now = NOW;
    private final LiveEvents live =
            new LiveEvents(
                    snapshots,
                    changes,
                    () -> now,
                    LiveEvents.HEARTBEAT,
                    timer,
                    Schedulers.immediate());

    @Test
    void tellsWhatIsStoredThenWhatComesAndEndsWithTheRun() {
        var run = started("a", "b");
        var heard = new Heard(run, 0);
        assertThat(heard.messages()).containsExactly("a", "b");

        happens(run, "c");
        timer.advanceTimeBy(A_LOOK);
        assertThat(heard.messages()).containsExactly("a", "b", "c");
        ends(run, "d", "e");
        assertThat(heard.ended).isFalse();
        timer.advanceTimeBy(A_LOOK);

        assertThat(heard.messages()).containsExactly("a", "b", "c", "d", "e");
        assertThat(heard.ended).isTrue();
        assertThat(changes.waiting()).isZero();
    }

    @Test
    void resumesAfterTheLastOneHeard() {
        var run = started("a", "b", "c");
        assertThat(new Heard(run, 1).messages()).containsExactly("b", "c");
        assertThat(new Heard(run, 3).messages()).isEmpty();
        var beyond = new Heard(run, 1000);
        ends(run, "d");
        timer.advanceTimeBy(A_LOOK);
        assertThat(beyond.messages()).isEmpty();
        assertThat(beyond.ended).isTrue();

        assertThat(new Heard(run, 3).messages()).containsExactly("d");
        assertThat(live.after(4, stored(run), caller(Instant.MAX))).isEmpty();
    }

    @Test
    void givesASignOfLifeAtOnceIfThereIsNothingAndEvery15Seconds() {
        var run = started("a");
        var fresh = new Heard(run, 0);
        var resumed = new Heard(run, 1);
        assertThat(fresh.comments()).isZero();
        assertThat(resumed.comments()).isEqualTo(1);

        timer.advanceTimeBy(LiveEvents.HEARTBEAT.minusMillis(1));
        assertThat(fresh.comments()).isZero();
        timer.advanceTimeBy(Duration.ofMillis(1));
        assertThat(fresh.comments()).isEqualTo(1);
        timer.advanceTimeBy(LiveEvents.HEARTBEAT.multipliedBy(4));

        assertThat(fresh.comments()).isEqualTo(5);
        assertThat(resumed.comments()).isEqualTo(6);
        assertThat(runs.reads).as("a sign of life costs no query").hasValue(2);
        assertThat(fresh.ended).isFalse();
    }

    /** Between the reading of the entries and the waiting for a change. */
    @Test
    void missesNothingThatHappensWhileItLooks() {
        var run = started("0");
        var left = new AtomicInteger(9);
        runs.meanwhile =
                () -> {
                    int still = left.getAndDecrement();
                    if (still > 1) {
                        happens(run, "%d".formatted(10 - still));
                    } else if (still == 1) {
                        ends(run, "the end");
                    }
                };

        var heard = new Heard(run, 0);
        timer.advanceTimeBy(A_LOOK.multipliedBy(11));

        assertThat(heard.messages())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "the end");
        assertThat(heard.ended).isTrue();
    }

    @Test
    void tellsManyListenersEachOnceWhatHappensAtTheSameTime() throws Exception {
        var fast =
                new Changes(
                        runs::versions,
                        Duration.ofMillis(1),
                        Schedulers.parallel(),
                        Thread::startVirtualThread);
        var crowded =
                new LiveEvents(
                        snapshots,
                        fast,
                        () -> NOW,
                        Duration.ofMillis(3),
                        Schedulers.parallel(),
                        Schedulers.boundedElastic());
        var run = started("0");
        var writer =
                Thread.startVirtualThread(() -> {
                    for (int i = 1; i < 500; i++) {
                        while (runs.reads.get() < 5 * i) {
                            Thread.yield(); // in step with those who listen
                        }
                        happens(run, String.valueOf(i), i + "b");
                    }
                    ends(run, "the end");
                });
        var listeners = new ArrayList<Flux<ServerSentEvent<Event>>>();
        for (int i = 0; i < 20; i++) {
            listeners.add(crowded.after(0, stored(run), caller(Instant.MAX)).orElseThrow());
        }
        var heard =
                Flux.fromIterable(listeners)
                        .flatMapSequential(
                                one -> one.mapNotNull(ServerSentEvent::data).collectList())
                        .collectList()
                        .block(Duration.ofSeconds(30));
        writer.join();

        var all = runs.entries(run.id(), 0).stream().map(Event::from).toList();
        assertThat(all).hasSize(1000);
        assertThat(heard).hasSize(20).allSatisfy(one -> assertThat(one).isEqualTo(all));
        assertThat(fast.waiting()).isZero();
    }

    @Test
    void asksOnceForAllWhoListenAndWait() {
        var listening = IntStream.range(0, 5).mapToObj(_ -> new Heard(started("a"), 0)).toList();
        var run = started("a");
        var held = changes.after(run.id(), run.version()).subscribe();

        timer.advanceTimeBy(A_LOOK.multipliedBy(10));

        assertThat(runs.looks).hasValue(10);
        assertThat(changes.waiting()).isEqualTo(6);
        listening.forEach(one -> one.subscription.cancel());
        held.dispose();
        assertThat(changes.waiting()).isZero();
        timer.advanceTimeBy(Duration.ofHours(1));
        assertThat(runs.looks).hasValue(10);
    }

    @Test
    void endsWithTheToken() {
        var run = started("a");
        var heard = new Heard(run, 0, caller(NOW.plusSeconds(20)), Long.MAX_VALUE);
        now = NOW.plusSeconds(15);
        timer.advanceTimeBy(LiveEvents.HEARTBEAT);
        assertThat(heard.ended).isFalse();

        now = NOW.plusSeconds(20);
        happens(run, "not for this caller");
        timer.advanceTimeBy(A_LOOK);

        assertThat(heard.messages()).containsExactly("a");
        assertThat(heard.ended).isTrue();
        assertThat(changes.waiting()).isZero();
    }

    @Test
    void letsAllGoAtAShutdown() {
        var run = started("a");
        var heard = new Heard(run, 0);
        timer.advanceTimeBy(A_LOOK);

        changes.close();

        assertThat(heard.ended).isTrue();
        assertThat(changes.waiting()).isZero();
        assertThat(runs.reads).hasValue(1);
        assertThat(new Heard(run, 0).ended).isTrue();
    }

    @Test
    void goesOnAfterALookThatFailedAndEndsIfTheDatabaseStaysAway() {
        var run = started("a");
        var heard = new Heard(run, 0);
        timer.advanceTimeBy(A_LOOK);

        runs.failures.set(1);
        timer.advanceTimeBy(A_LOOK);
        assertThat(runs.failures).hasValue(0);
        happens(run, "b");
        timer.advanceTimeBy(A_LOOK);
        assertThat(heard.messages()).containsExactly("a", "b");

        runs.failures.set(2);
        timer.advanceTimeBy(A_LOOK);
        assertThat(heard.ended).isTrue();
        assertThat(heard.error).isNull();
        assertThat(changes.waiting()).isZero();
    }

    @Test
    void endsIfTheRunIsForgotten() {
        var heard = new Heard(started("a"), 0);

        runs.clear();
        timer.advanceTimeBy(A_LOOK);

        assertThat(heard.ended).isTrue();
    }

    @Test
    void looksNoFurtherForAListenerThatDoesNotTake() {
        var run = started("a", "b");
        var heard = new Heard(run, 0, caller(Instant.MAX), 1);
        for (int i = 0; i < 50; i++) {
            happens(run, "later " + i);
            timer.advanceTimeBy(A_LOOK);
        }
        assertThat(heard.messages()).containsExactly("a");
        assertThat(runs.reads.get()).isLessThanOrEqualTo(3);

        heard.subscription.request(Long.MAX_VALUE);
        timer.advanceTimeBy(A_LOOK);

        assertThat(heard.messages()).hasSize(52).doesNotHaveDuplicates().endsWith("later 49");
    }

    /** What a caller would see of it. */
    private final class Heard {

        private final List<ServerSentEvent<Event>> lines = new CopyOnWriteArrayList<>();
        private final Subscription subscription;
        private volatile boolean ended;
        private volatile @Nullable Throwable error;

        Heard(Run<ServerSnapshot> run, long last) {
            this(run, last, caller(Instant.MAX), Long.MAX_VALUE);
        }

        Heard(Run<ServerSnapshot> run, long last, Caller caller, long most) {
            var subscriber =
                    new BaseSubscriber<ServerSentEvent<Event>>() {
                        @Override
                        protected void hookOnSubscribe(Subscription to) {
                            to.request(most);
                        }

                        @Override
                        protected void hookOnNext(ServerSentEvent<Event> line) {
                            lines.add(line);
                        }

                        @Override
                        protected void hookOnComplete() {
                            ended = true;
                        }

                        @Override
                        protected void hookOnError(Throwable thrown) {
                            error = thrown;
                        }
                    };
            subscription = subscriber;
            live.after(last, stored(run), caller).orElseThrow().subscribe(subscriber);
        }

        List<String> messages() {
            return lines.stream()
                    .flatMap(line -> Stream.ofNullable(line.data()))
                    .map(Event::message)
                    .toList();
        }

        long comments() {
            return lines.stream().filter(line -> line.comment() != null).count();
        }
    }

    private Run<ServerSnapshot> started(String... messages) {
        var run =
                Run.of(
                        UUID.randomUUID(),
                        PLAN,
                        World.PROJECT,
                        UUID.randomUUID().toString(),
                        ServerSnapshot.of(World.REQUEST),
                        ApiTest.Slice.PATIENCE,
                        NOW);
        runs.start(Decision.first(run, entries(messages)), null);
        return run;
    }

    /** As another replica would do it. */
    private void happens(Run<ServerSnapshot> run, String... messages) {
        store(run, stored(run).phase(), messages);
    }

    private void ends(Run<ServerSnapshot> run, String... messages) {
        store(run, new Phase.Succeeded(), messages);
    }

    private void store(Run<ServerSnapshot> run, Phase phase, String... messages) {
        var next = MemoryRuns.next(stored(run), phase);
        var decision = Decision.first(next, entries(messages));
        assertThat(runs.store(decision)).isTrue();
    }

    private Run<ServerSnapshot> stored(Run<ServerSnapshot> run) {
        return runs.find(run.id()).orElseThrow();
    }

    private static List<Entry> entries(String... messages) {
        return Stream.of(messages).map(message -> new Entry("one", message)).toList();
    }

    private static Caller caller(Instant until) {
        return new Caller("u1", "alice", World.PROJECT, Set.of("member"), until);
    }

    private static Step<ServerSnapshot> step(String name) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<ServerSnapshot> perform(Run<ServerSnapshot> run) {
                return run.done();
            }
        };
    }
}
