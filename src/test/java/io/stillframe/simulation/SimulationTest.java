package io.stillframe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many seeds: {@code -Dseeds=1000000} for more of them. One seed: {@code -Dseed=4711} tells its
 * story.
 */
class SimulationTest {

    private static final long SEEDS = Long.getLong("seeds", 20_000);

    @Test
    void keepsAllPromisesWhateverHappens() {
        var failures =
                LongStream.range(0, SEEDS)
                        .parallel()
                        .mapToObj(Simulation::failureOf)
                        .filter(java.util.Objects::nonNull)
                        .limit(3)
                        .toList();
        assertThat(failures).isEmpty();
    }
}
