package io.stillframe.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Why a strategy was not taken.
 *
 * @param reason a sentence, with the words of the service that refused
 * @param remedy what an operator would have to change, as a sentence; null where nothing helps
 */
public record Refusal(Strategy strategy, String reason, @Nullable String remedy) {

    /** Both sentences, for whoever asked for this strategy by name. */
    String sentence() {
        return remedy == null ? reason : reason + " " + remedy;
    }
}
