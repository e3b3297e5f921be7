package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image that was just made, and how. */
@Schema(name = "MadeImage")
record MadeImage(
        @JsonUnwrapped ImageAnswer image,
        @Schema(description = "The one taken.") @Nullable String strategy,
        List<String> warnings) {}
