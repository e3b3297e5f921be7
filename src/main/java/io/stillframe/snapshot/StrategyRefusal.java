package io.stillframe.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a strategy was not taken.
 *
 * @param reason a sentence, with the words of the service that refused
 * @param remedy what an operator would have to change, as a sentence; null where nothing helps
 */
public record StrategyRefusal(Strategy strategy, String reason, @Nullable String remedy) {

    /** Both sentences, for whoever asked for this strategy by name. */
    String sentence() {
        return remedy == null ? reason : reason + " " + remedy;
    }

    /** Several refusals of one strategy as one; what helps against the last of them helps. */
    static StrategyRefusal together(List<StrategyRefusal> refusals) {
        var last = refusals.getLast();
        var reasons = refusals.stream().map(StrategyRefusal::reason).distinct().toList();
        return new StrategyRefusal(last.strategy(), String.join(" ", reasons), last.remedy());
    }
}
