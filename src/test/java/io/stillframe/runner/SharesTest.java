package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many workers an owner gets, and when it is to come again. */
@Timeout(60)
class SharesTest {

    private final StageClock clock = new StageClock();
    private final Shares shares = new Shares(64, clock);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Work>> inHand = new HashMap<>();

    /** Something that is in hand until it is ended. */
    private record Work(CountDownLatch end, Future<?> thread) {}

    @AfterEach
    void endAll() {
        inHand.values().forEach(all -> all.forEach(work -> work.end().countDown()));
        workers.close();
    }

    @Test
    void givesOneAloneHalfOfTheWorkers() {
        assertThat(asManyAsItGets("greedy")).isEqualTo(32);
    }

    @Test
    void leavesAWorkerForWhoeverComesNext() {
        assertThat(List.of("a", "b", "c", "d", "e", "f").stream().map(this::asManyAsItGets))
                .containsExactly(32, 16, 8, 4, 2, 1);
    }

    @Test
    void comesToEqualSharesWhenAllWantMore() {
        var all = List.of("a", "b", "c");
        all.forEach(this::asManyAsItGets);
        for (int i = 0; i < 100; i++) {
            all.forEach(this::endOne);
            all.reversed().forEach(this::asManyAsItGets);
        }
        assertThat(all.stream().map(owner -> inHandOf(owner).size()))
                .allSatisfy(held -> assertThat(held).isBetween(15, 17));
    }

    @Test
    void givesAWorkerBackWhateverTheWorkComesTo() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() ->
                            shares.given(
                                    "project",
                                    () -> {
                                        throw new IllegalStateException("a mistake");
                                    },
                                    Optional::of))
                    .hasMessage("a mistake");
        }
        assertThat(asManyAsItGets("project")).isEqualTo(32);
    }

    @Test
    void letsThoseThatFindNoneComeAgainOneAfterTheOther() {
        asManyAsItGets("greedy");
        var first = refused("greedy");
        var now = clock.instant();

        assertThat(first).isAfter(now).isBefore(now.plusSeconds(1));
        assertThat(refused("greedy")).isAfter(first).isBefore(now.plusSeconds(1));
        for (int i = 0; i < 10_000; i++) {
            assertThat(refused("greedy")).isBeforeOrEqualTo(now.plusSeconds(10));
        }
        clock.later(Duration.ofMinutes(1));
        assertThat(Duration.between(clock.instant(), refused("greedy")))
                .as("not after those that came long ago")
                .isLessThanOrEqualTo(Duration.between(now, first));
    }

    private int asManyAsItGets(String owner) {
        while (begun(owner).isEmpty()) {
            // one more
        }
        return inHandOf(owner).size();
    }

    private Instant refused(String owner) {
        return begun(owner).orElseThrow();
    }

    /**
     * @return when to come again if there is no worker
     */
    private Optional<Instant> begun(String owner) {
        var told = new LinkedBlockingQueue<Optional<Instant>>();
        var end = new CountDownLatch(1);
        var thread =
                workers.submit(() ->
                        shares.given(
                                owner,
                                () -> {
                                    told.add(Optional.empty());
                                    await(end);
                                    return true;
                                },
                                again -> told.add(Optional.of(again))));
        try {
            var again = told.take();
            if (again.isEmpty()) {
                inHandOf(owner).add(new Work(end, thread));
            }
            return again;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void endOne(String owner) {
        var work = inHandOf(owner).remove();
        work.end().countDown();
        try {
            work.thread().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Deque<Work> inHandOf(String owner) {
        return inHand.computeIfAbsent(owner, _ -> new ArrayDeque<>());
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
