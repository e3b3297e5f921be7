package io.stillframe.workflow;

import java.time.Duration;

/**
 * How long a run waits, and for what.
 *
 * @param settlingTime after this, a call whose answer was lost is taken to have had no effect
 * @param callLimit for one call; what a step asks for is sent ten at a time
 * @param attempts how often a step is performed when it fails in a way that may pass
 * @param firstPause before the second attempt; each further pause doubles, up to {@code
 *     longestPause}
 * @param stepLimit for a step to be performed, or to be undone
 * @param runLimit for the whole way forward
 */
public record Patience(
        Duration settlingTime,
        Duration callLimit,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        Duration stepLimit,
        Duration runLimit) {

    /** How long it takes at most until that many things are asked for, and have settled. */
    Duration untilSettled(int things) {
        return callLimit.multipliedBy((things + 9) / 10).plus(settlingTime);
    }

    Duration pauseBefore(int attempt) {
        var doubled = firstPause.multipliedBy(1L << Math.min(attempt - 2, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
