package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentCallersTest {

    private Instant now = Instant.parse("2026-11-22T13:05:01Z");
    private int asked;
    private Optional<Caller> answer = Optional.of(validUntil(now.plusSeconds(3600)));

    private final RecentCallers callers =
            new RecentCallers(
                    _ -> {
                        asked++;
                        return answer;
                    },
                    () -> now);

    @Test
    void asksKeystoneOnceInAWhile() {
        callers.of("token");
        now = now.plus(RecentCallers.REMEMBERED).minusMillis(1);
        assertThat(callers.of("token")).isPresent();
        assertThat(asked).isEqualTo(1);

        now = now.plusMillis(1);
        callers.of("token");
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void forgetsATokenWhenItExpires() {
        answer = Optional.of(validUntil(now.plusSeconds(2)));
        callers.of("token");
        now = now.plusSeconds(2);

        assertThat(callers.of("token")).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void asksAboutABadTokenEveryTime() {
        answer = Optional.empty();

        assertThat(callers.of("token")).isEmpty();
        assertThat(callers.of("token")).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void tellsTokensApart() {
        callers.of("token");
        answer = Optional.empty();

        assertThat(callers.of("Token")).isEmpty();
        assertThat(callers.of("token")).isPresent();
    }

    @Test
    void forgetsARevokedTokenSoon() {
        callers.of("token");
        answer = Optional.empty();
        now = now.plus(Duration.ofSeconds(31));

        assertThat(callers.of("token")).isEmpty();
    }

    private static Caller validUntil(Instant until) {
        return new Caller("u1", "alice", "p1", Set.of("member"), until);
    }
}
