package io.stillframe.runner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shares the workers of this process among the owners of the runs. Nobody gets more than are left
 * free: one alone gets half of them, the next half of the rest. So many that come one after another
 * do not get all, however many runs of theirs are due first; the seventh of 64 workers may have to
 * wait until one is given back.
 */
public final class Shares {

    /** Before a run for which there was no worker is due again. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /**
     * Between two such runs of one owner: what waits is tried one after the other, and does not
     * keep the database busy by coming all at once.
     */
    private static final Duration APART = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final int workers;
    private final InstantSource clock;
    private final Map<String, Share> shares = new HashMap<>();
    private int taken;

    private static final class Share {
        private int taken;
        private Instant lastOfTheLine = Instant.MIN;
    }

    public Shares(int workers, InstantSource clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /** For a single worker, who shares with nobody. */
    static Shares unlimited(InstantSource clock) {
        return new Shares(Integer.MAX_VALUE, clock);
    }

    /**
     * Does the work if a worker is left for the owner.
     *
     * @param later what to do else, given when the work is to be tried again
     */
    <T> T given(String owner, Supplier<T> work, Function<Instant, T> later) {
        var again = refused(owner);
        if (again.isPresent()) {
            return later.apply(again.get());
        }
        try {
            return work.get();
        } finally {
            giveBack(owner);
        }
    }

    private synchronized Optional<Instant> refused(String owner) {
        var share = shares.computeIfAbsent(owner, _ -> new Share());
        if (share.taken < workers - taken) {
            share.taken++;
            taken++;
            return Optional.empty();
        }
        var now = clock.instant();
        share.lastOfTheLine =
                earlier(
                        later(share.lastOfTheLine.plus(APART), now.plus(SHORTEST)),
                        now.plus(LONGEST));
        return Optional.of(share.lastOfTheLine);
    }

    private synchronized void giveBack(String owner) {
        taken--;
        shares.computeIfPresent(owner, (_, share) -> --share.taken == 0 ? null : share);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
