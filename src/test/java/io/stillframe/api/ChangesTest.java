package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ServerSnapshot;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class ChangesTest {

    private final MemoryRuns<ServerSnapshot> runs = new MemoryRuns<>();
    private final Changes changes =
            new Changes(
                    runs::versions,
                    Duration.ofMillis(5),
                    Schedulers.parallel(),
                    Thread::startVirtualThread);

    @Test
    void looksOnceForAllWhoWaitAndNotAtAllWhenNobodyDoes() {
        var waiting =
                IntStream.range(0, 200)
                        .mapToObj(_ -> changes.after(UUID.randomUUID(), 3).toFuture())
                        .toList();

        // none of them is stored: to the notifier they are gone, which is a change, too
        assertThat(waiting)
                .allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(2)));
        assertThat(runs.looks.get()).isBetween(1, 20);
        var before = runs.looks.get();
        changes.after(UUID.randomUUID(), 1).toFuture().cancel(true);
        assertThat(runs.looks.get() - before).isLessThanOrEqualTo(1);
    }

    @Test
    void letsEverybodyGoWhenItCloses() {
        var never =
                new Changes(
                        runs::versions,
                        Duration.ofHours(1),
                        Schedulers.parallel(),
                        Thread::startVirtualThread);
        var waiting = never.after(UUID.randomUUID(), 1).toFuture();

        assertThat(waiting).isNotDone();
        never.close();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(1));
    }
}
