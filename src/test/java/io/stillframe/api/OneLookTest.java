package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class OneLookTest {

    @Test
    void looksOnceForAllWhoAskMeanwhileOnAThreadThatNobodyMisses() {
        var looks = new AtomicInteger();
        var virtual = new CompletableFuture<Boolean>();
        var theDatabaseAnswers = new CountDownLatch(1);
        var look =
                new OneLook(() -> {
                    looks.incrementAndGet();
                    virtual.complete(Thread.currentThread().isVirtual());
                    return await(theDatabaseAnswers);
                });

        var answers = IntStream.range(0, 500).mapToObj(_ -> look.health().toFuture()).toList();

        assertThat(virtual.join()).isTrue();
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        theDatabaseAnswers.countDown();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(Health.up().build()));
        assertThat(looks).hasValue(1);
    }

    private static Health await(CountDownLatch latch) {
        try {
            latch.await();
            return Health.up().build();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
