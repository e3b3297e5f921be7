package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RecentCallersTest {

    private volatile Instant now = Instant.parse("2026-11-22T13:05:01Z");
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Callers keystone = _ -> Optional.of(validUntil(now.plusSeconds(3600)));

    private final RecentCallers callers =
            new RecentCallers(
                    token -> {
                        asked.incrementAndGet();
                        return keystone.of(token);
                    },
                    () -> now);

    @Test
    void asksKeystoneOnceInAWhile() {
        callers.of("token");
        now = now.plus(RecentCallers.REMEMBERED).minusMillis(1);
        assertThat(callers.of("token")).isPresent();
        assertThat(asked).hasValue(1);

        now = now.plusMillis(1);
        callers.of("token");
        assertThat(asked).hasValue(2);
    }

    @Test
    void forgetsATokenWhenItExpires() {
        var end = now.plusSeconds(2);
        keystone = _ -> Optional.of(validUntil(end));
        callers.of("token");
        now = end.minusMillis(1);
        assertThat(callers.of("token")).isPresent();
        now = end;

        assertThat(callers.of("token")).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksAboutABadTokenOnceInAShorterWhile() {
        keystone = _ -> Optional.empty();
        assertThat(callers.of("token")).isEmpty();
        now = now.plus(RecentCallers.REFUSED).minusMillis(1);
        assertThat(callers.of("token")).isEmpty();
        assertThat(asked).hasValue(1);

        now = now.plusMillis(1);
        keystone = _ -> Optional.of(validUntil(now.plusSeconds(60)));
        assertThat(callers.of("token")).isPresent();
    }

    @Test
    void remembersAnExpiredTokenForABadOne() {
        keystone = _ -> Optional.of(validUntil(now));

        assertThat(callers.of("token")).isEmpty();
        assertThat(callers.of("token")).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @Test
    void keepsGoodTokensThroughAFloodOfBadOnes() {
        callers.of("token");
        keystone = _ -> Optional.empty();
        for (int i = 0; i < 50_000; i++) {
            callers.of("bad " + i);
        }
        int before = asked.get();

        assertThat(callers.of("token")).isPresent();
        assertThat(asked).hasValue(before);
    }

    @Test
    void doesNotRememberThatKeystoneIsDown() {
        keystone =
                _ -> {
                    throw new IllegalStateException("down");
                };
        assertThatThrownBy(() -> callers.of("token")).hasMessage("down");

        keystone = _ -> Optional.of(validUntil(now.plusSeconds(60)));
        assertThat(callers.of("token")).isPresent();
    }

    @Test
    void asksOnceForAllWhoComeWithTheSameToken() throws Exception {
        var answer = new CountDownLatch(1);
        keystone =
                _ -> {
                    wait(answer);
                    return Optional.of(validUntil(now.plusSeconds(60)));
                };
        var all = IntStream.range(0, 20).mapToObj(_ -> new Asking("token")).toList();
        all.forEach(Asking::hangs);

        answer.countDown();

        for (var one : all) {
            assertThat(one.answer.get()).isPresent();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void tellsAllWhoWaitThatKeystoneIsDown() {
        var answer = new CountDownLatch(1);
        keystone =
                _ -> {
                    wait(answer);
                    throw new IllegalStateException("down");
                };
        var all = List.of(new Asking("token"), new Asking("token"));
        all.forEach(Asking::hangs);

        answer.countDown();

        assertThat(all)
                .allSatisfy(one ->
                        assertThatThrownBy(one.answer::get)
                                .cause()
                                .isExactlyInstanceOf(IllegalStateException.class)
                                .hasMessage("down"));
        assertThat(asked).hasValue(1);
    }

    /** Hashes of a thousand tokens lie in every corner of a table. */
    @Test
    void holdsUpNobodyWhileKeystoneThinksAboutAnother() throws Exception {
        var answer = new CountDownLatch(1);
        keystone =
                token -> {
                    if (token.equals("slow")) {
                        wait(answer);
                    }
                    return Optional.empty();
                };
        var slow = new Asking("slow");
        slow.hangs();

        for (int i = 0; i < 1000; i++) {
            assertThat(callers.of("quick " + i)).isEmpty();
        }

        assertThat(slow.answer.isDone()).isFalse();
        answer.countDown();
        assertThat(slow.answer.get()).isEmpty();
    }

    @Test
    void tellsTokensApart() {
        callers.of("token");
        keystone = _ -> Optional.empty();

        assertThat(callers.of("Token")).isEmpty();
        assertThat(callers.of("token")).isPresent();
    }

    @Test
    void forgetsARevokedTokenSoon() {
        callers.of("token");
        keystone = _ -> Optional.empty();
        now = now.plus(Duration.ofSeconds(31));

        assertThat(callers.of("token")).isEmpty();
    }

    private static Caller validUntil(Instant until) {
        return new Caller("u1", "alice", "p1", Set.of("member"), until);
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Somebody who asks, on a thread of its own. */
    private final class Asking {

        final FutureTask<Optional<Caller>> answer;
        private final Thread thread;

        Asking(String token) {
            Callable<Optional<Caller>> question = () -> callers.of(token);
            answer = new FutureTask<>(question);
            thread = Thread.ofVirtual().start(answer);
        }

        void hangs() {
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }
    }
}
