package io.stillframe.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.stillframe.workflow.Phase.Finished;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Undoing;
import io.stillframe.workflow.Run;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A span of a run. Its ids follow from the run, so that any replica knows them: the one that calls
 * a service in a step's name, and the one that sees the step end, which may be another.
 */
record RunSpan(String traceId, String spanId) {

    /** The whole way of a run: from its start, a retry or a deletion to its end. */
    static RunSpan way(Run<?> run) {
        return of(run, "");
    }

    static RunSpan step(Run<?> run, String step, boolean undone) {
        return of(run, (undone ? "undo " : "do ") + step);
    }

    /** In which the run is at present. */
    static RunSpan present(Run<?> run) {
        return switch (run.phase()) {
            case Performing(var step, _) -> step(run, step, false);
            case Undoing(var step, _, _) -> step(run, step, true);
            case Finished _ -> way(run);
        };
    }

    private static RunSpan of(Run<?> run, String part) {
        var name = "%s %s %s".formatted(run.id(), run.times().begun(), part);
        var hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new RunSpan(hex(run.id()), hex(hash).substring(16));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /** For what happens within it. It is always recorded. */
    SpanContext context() {
        return SpanContext.createFromRemoteParent(
                traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }
}
