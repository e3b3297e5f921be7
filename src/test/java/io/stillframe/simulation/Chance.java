package io.stillframe.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** All that is left to chance in a simulation, so that the seed alone tells it again. */
final class Chance {

    private final RandomGenerator random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    RandomGenerator random() {
        return random;
    }

    boolean of(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 on, without the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> some) {
        return some.get(below(some.size()));
    }

    @SafeVarargs
    final <T> T oneOf(T... some) {
        return some[below(some.length)];
    }

    Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    Duration between(Duration least, Duration most) {
        return least.plus(upTo(most.minus(least)));
    }

    UUID uuid() {
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
