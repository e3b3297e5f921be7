package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Ladder;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a strategy can do here, as far as that is known. */
@Schema(name = "StrategyState")
record StrategyState(
        String strategy,
        @Schema(
                        description =
                                "Whether it may be expected to work. What was learnt by trying is believed for a while; asked for by name, a strategy is tried all the same.")
                boolean available,
        @Schema(description = "Why not, or what is not known yet; null if it works.")
                @Nullable String reason,
        @Schema(description = "What an operator would have to change; null if nothing helps.")
                @JsonProperty("to_change")
                @Nullable String toChange) {

    static StrategyState from(Ladder.Prospect prospect) {
        return new StrategyState(
                prospect.strategy().word(),
                prospect.available(),
                prospect.reason(),
                prospect.remedy());
    }
}
