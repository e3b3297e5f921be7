package io.stillframe.api;

import io.stillframe.workflow.Run;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** An answer about a run: its version, and when to look again. */
final class RunAnswer {

    /** When an unfinished run is worth another look, in seconds. */
    private static final String LOOK_AGAIN = "1";

    private RunAnswer() {}

    /** Without the body where the caller has it already. */
    static <T> ResponseEntity<T> read(Run<?> run, IfNoneMatch known, T body) {
        return known.has(run.version())
                ? about(run, ResponseEntity.status(HttpStatus.NOT_MODIFIED), null)
                : about(run, ResponseEntity.ok(), body);
    }

    static <T> ResponseEntity<T> about(
            Run<?> run, ResponseEntity.BodyBuilder answer, @Nullable T body) {
        answer.eTag(String.valueOf(run.version()));
        if (!run.finished()) {
            answer.header(HttpHeaders.RETRY_AFTER, LOOK_AGAIN);
        }
        return answer.body(body);
    }
}
