package io.stillframe.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.stillframe.kills.Figures.Column;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * The service as it is shipped, killed in the middle of its work. The cloud lives on in the test:
 * what it holds in the end is what counts.
 */
class KillIT {

    private static final long SEED = Long.getLong("kills.seed", new Random().nextLong(1_000_000));

    @Test
    @Execution(CONCURRENT)
    void losesNothingAndDoublesNothingOnH2() {
        nothingIsLostOrDoubled(RoundPlan.onH2(24, 2, 1));
    }

    @Test
    @Execution(CONCURRENT)
    void losesNothingAndDoublesNothingWithTwoReplicasOnPostgres() {
        nothingIsLostOrDoubled(RoundPlan.onPostgres(24, 2, 1, 1));
    }

    private static void nothingIsLostOrDoubled(RoundPlan plan) {
        var figures = Round.play(plan, SEED);

        assertThat(figures.passed()).as("%s", figures).isTrue();
        assertThat(figures.addUp()).isTrue();
        assertThat(figures.of(Column.SNAPSHOTS)).isGreaterThanOrEqualTo(plan.servers());
    }
}
