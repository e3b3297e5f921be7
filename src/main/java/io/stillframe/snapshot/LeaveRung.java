package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a rung is left for the next: only after a definite refusal, and with everything that it made
 * to be taken down first.
 */
final class LeaveRung {

    private LeaveRung() {}

    /** Nothing has happened, and nothing will: the only kind of failure that leads on. */
    static boolean isDefinite(Problem problem) {
        var upstream = problem.upstream();
        return !problem.mayHaveHappened()
                && !problem.mayPass()
                && !problem.type().equals(ProblemType.RIGHTS_EXPIRED.word())
                && (upstream == null || upstream.status() != 401);
    }

    /** The rung was refused; it failed if no other is ahead. */
    static <F extends OneImage<F>> Outcome<F> refused(
            F facts, StrategyRefusal why, @Nullable Problem cause) {
        return onward(facts, facts.climb().left(why), why, cause);
    }

    /** All rungs of this strategy would be refused in the same way. */
    static <F extends OneImage<F>> Outcome<F> strategyRefused(
            F facts, StrategyRefusal why, @Nullable Problem cause) {
        return onward(facts, facts.climb().without(why), why, cause);
    }

    /** Whatever may still happen to this image: the next rung takes another. */
    static <F extends OneImage<F>> Outcome<F> gaveUp(
            F facts, StrategyRefusal why, @Nullable Problem cause) {
        return onward(facts.as(unwanted(facts)), facts.climb().left(why), why, cause);
    }

    private static <F extends OneImage<F>> Outcome<F> onward(
            F facts, Climb next, StrategyRefusal why, @Nullable Problem cause) {
        if (next.ahead().isEmpty()) {
            var problem =
                    facts.climb().rung().isExternal()
                            ? Ladder.notTaken(why, cause)
                            : Ladder.noneLeft(facts.strategy(), next.refused(), cause);
            return new Outcome.Failed<>(facts.at(next), problem);
        }
        // an image of one version cannot be activated by the other
        var keeps = next.rung().api() == facts.climb().rung().api();
        var left = keeps ? facts : facts.as(unwanted(facts));
        return new Outcome.NotYet<>(
                left.at(next),
                Duration.ZERO,
                "%s was refused: %s".formatted(why.strategy().word(), why.reason()));
    }

    private static @Nullable OwnImage unwanted(OneImage<?> facts) {
        var image = facts.image();
        return image == null ? null : image.notWanted();
    }

    /** As the reason of a refusal. */
    static StrategyRefusal because(Rung rung, Problem problem) {
        return new StrategyRefusal(rung.strategy(), problem.detail(), null);
    }
}
