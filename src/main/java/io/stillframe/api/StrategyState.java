package io.stillframe.api;

import io.stillframe.snapshot.Strategy;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a strategy may be asked for here.
 *
 * @param reason why not; null if it may
 */
@Schema(name = "StrategyState")
record StrategyState(String strategy, boolean available, @Nullable String reason) {

    static StrategyState of(Strategy strategy) {
        var reason =
                switch (strategy) {
                    case AUTO, EMPTY_UPLOAD -> null;
                    case ROOT_LOCATION, ZERO_SIZE ->
                            "not offered by this version; auto or empty-upload work.";
                };
        return new StrategyState(strategy.word(), reason == null, reason);
    }
}
