package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

    private final AtomicLong now = new AtomicLong();
    private final RequestRates rates = new RequestRates(3, now::get);

    @Test
    void takesSoManyOfAProjectInASecond() {
        assertThat(taken("mine", 10)).isEqualTo(3);

        pass(RequestRates.PERIOD.minusNanos(1));
        assertThat(taken("mine", 10)).isZero();

        pass(Duration.ofNanos(1));
        assertThat(taken("mine", 10)).isEqualTo(3);
    }

    @Test
    void savesNothingUp() {
        taken("mine", 1);
        pass(Duration.ofSeconds(7));

        assertThat(taken("mine", 100)).isEqualTo(3);
    }

    @Test
    void takesNothingFromAnotherProject() {
        taken("greedy", 1000);

        assertThat(taken("mine", 10)).isEqualTo(3);
    }

    @Test
    void forgetsWhoeverIsSilent() {
        taken("mine", 10);
        pass(Duration.ofHours(1));

        assertThat(taken("mine", 10)).isEqualTo(3);
    }

    private long taken(String project, int requests) {
        return IntStream.range(0, requests).filter(_ -> rates.take(project)).count();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
