package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A problem as callers read it (RFC 9457).
 *
 * @param instance the path of the request; left out where the problem is a snapshot's
 * @param upstream the failed call to the cloud; left out where none failed
 */
@Schema(name = "Problem")
record ProblemAnswer(
        String type,
        String title,
        int status,
        @Schema(description = "A sentence to act on.") String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instance,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Upstream upstream) {

    static final String TYPE_PREFIX = "urn:stillframe:problem:";

    /** A problem whose name is not in {@link ProblemType} is a mistake of ours. */
    static ProblemAnswer from(Problem problem, @Nullable String instance) {
        var type = ProblemType.of(problem.type()).orElse(ProblemType.INTERNAL_ERROR);
        return new ProblemAnswer(
                TYPE_PREFIX + type.word(),
                type.title(),
                type.status(),
                problem.detail(),
                instance,
                problem.upstream() == null ? null : Upstream.from(problem.upstream()));
    }

    /**
     * @param status 0 where no answer came
     */
    @Schema(name = "Upstream", description = "The call to a cloud service that failed.")
    record Upstream(
            String service,
            String method,
            String url,
            @Schema(description = "HTTP status; 0 where no answer came.") int status,
            @JsonProperty("request_id") @Nullable String requestId,
            String message) {

        static Upstream from(Problem.Upstream upstream) {
            return new Upstream(
                    upstream.service(),
                    upstream.method(),
                    upstream.url(),
                    upstream.status(),
                    upstream.requestId(),
                    upstream.message());
        }
    }
}
