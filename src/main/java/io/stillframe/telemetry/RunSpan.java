package io.stillframe.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Run;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A span of a run. Its ids follow from the run, so that any replica knows them: the one that calls
 * a service in a step's name, and the one that sees the step end, which may be another.
 */
record RunSpan(String traceId, String spanId) {

    /** The whole way of a run: from its start, a retry or a deletion to its end. */
    static RunSpan way(Run<?> run) {
        return of(run, run.times().begun(), "");
    }

    /**
     * @param from when the run came to the step: it may come to it again
     */
    static RunSpan step(Run<?> run, String step, boolean undo, Instant from) {
        return of(run, from, (undo ? "undo " : "do ") + step);
    }

    /** That of the step in which the run is at present; empty when it has ended. */
    static Optional<RunSpan> present(Run<?> run) {
        var since = run.times().since();
        return switch (run.phase()) {
            case Performing(var step, _) -> Optional.of(step(run, step, false, since));
            case Undoing(var step, _, _) -> Optional.of(step(run, step, true, since));
            case Finished _ -> Optional.empty();
        };
    }

    private static RunSpan of(Run<?> run, Instant from, String part) {
        var name = "%s %s %s".formatted(run.id(), from, part);
        var hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new RunSpan(hex(run.id()), hex(hash).substring(16));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /** For what happens within it, and is not to be recorded. */
    SpanContext unrecorded() {
        return SpanContext.create(
                traceId, spanId, TraceFlags.getDefault(), TraceState.getDefault());
    }

    /** For what happens within it. It is always recorded. */
    SpanContext context() {
        return SpanContext.create(
                traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }
}
