package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a rung is left for the next: only after a definite refusal, and with everything that it made
 * to be taken down first.
 */
final class LeaveRung {

    /** Answers that say that the call itself is closed to us, whatever is asked for. */
    private static final Set<Integer> CLOSED = Set.of(403, 404, 405, 501);

    private LeaveRung() {}

    /** Nothing has happened, and nothing will: the only kind of failure that leads on. */
    static boolean isDefinite(Problem problem) {
        var upstream = problem.upstream();
        return !problem.mayHaveHappened()
                && !problem.mayPass()
                && upstream != null
                && upstream.status() != 401;
    }

    static boolean isClosed(Problem problem) {
        var upstream = problem.upstream();
        return upstream != null && CLOSED.contains(upstream.status());
    }

    /** The rung was refused; it failed if no other is ahead. */
    static Outcome<ServerSnapshot> refused(
            ServerSnapshot facts, Refusal why, Problem.@Nullable Upstream upstream) {
        return onward(facts, facts.climb().left(why), why, upstream);
    }

    /** All rungs of this strategy would be refused in the same way. */
    static Outcome<ServerSnapshot> strategyRefused(
            ServerSnapshot facts, Refusal why, Problem.@Nullable Upstream upstream) {
        return onward(facts, facts.climb().without(why), why, upstream);
    }

    /** Whatever may still happen to this image: the next rung takes another. */
    static Outcome<ServerSnapshot> gaveUp(ServerSnapshot facts, Refusal why) {
        return onward(facts.as(unwanted(facts)), facts.climb().left(why), why, null);
    }

    private static Outcome<ServerSnapshot> onward(
            ServerSnapshot facts, Climb next, Refusal why, Problem.@Nullable Upstream upstream) {
        if (next.ahead().isEmpty()) {
            return new Outcome.Failed<>(
                    facts.at(next), Ladder.noneLeft(facts.request(), next.refused(), upstream));
        }
        // an image of one version cannot be activated by the other
        var keeps = next.rung().api() == facts.climb().rung().api();
        var left = keeps ? facts : facts.as(unwanted(facts));
        return new Outcome.NotYet<>(
                left.at(next),
                Duration.ZERO,
                "%s was refused: %s".formatted(why.strategy().word(), why.reason()));
    }

    static @Nullable OwnImage unwanted(ServerSnapshot facts) {
        var image = facts.image();
        return image == null ? null : image.notWanted();
    }

    /** As the reason of a refusal. */
    static Refusal because(Rung rung, Trouble trouble, @Nullable String remedy) {
        return new Refusal(rung.strategy(), trouble.problem().detail(), remedy);
    }
}
