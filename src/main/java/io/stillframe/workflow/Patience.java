package io.stillframe.workflow;

import java.time.Duration;

/**
 * How long a run waits, and for what.
 *
 * @param settlingTime after this, a call whose answer was lost is taken to have had no effect
 * @param callLimit for one call; what a step asks for is sent ten at a time
 * @param attempts how often a step tries a change that fails but may have happened all the same;
 *     what certainly did not happen is tried for as long as there is time
 * @param firstPause before the second attempt; each further pause doubles, up to {@code
 *     longestPause}
 * @param stepLimit for a step to be performed, or to be undone
 * @param runLimit for the whole way forward
 * @param sweepInterval between looks at an ended run that has left something behind
 */
public record Patience(
        Duration settlingTime,
        Duration callLimit,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        Duration stepLimit,
        Duration runLimit,
        Duration sweepInterval) {

    /** How long it takes at most until that many things are asked for, and have settled. */
    Duration untilSettled(int things) {
        return callLimit.multipliedBy((things + 9) / 10).plus(settlingTime);
    }

    /** Not shorter than the service has asked for. */
    Duration pauseBefore(int attempt, Problem problem) {
        var ours = pauseBefore(attempt);
        var theirs = problem.retryAfter();
        return theirs != null && theirs.compareTo(ours) > 0 ? theirs : ours;
    }

    private Duration pauseBefore(int attempt) {
        var doubled = firstPause.multipliedBy(1L << Math.clamp(attempt - 2, 0, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
