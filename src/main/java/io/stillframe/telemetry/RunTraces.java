package io.stillframe.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Watcher;
import java.util.function.Supplier;

/** One trace for each run, whichever replicas it goes through. */
final class RunTraces<F> implements Watcher<F> {

    private final RunKind<F> kind;
    private final Tracer tracer;
    private final ObservationRegistry observations;

    RunTraces(RunKind<F> kind, Tracer tracer, ObservationRegistry observations) {
        this.kind = kind;
        this.tracer = tracer;
        this.observations = observations;
    }

    /**
     * Does work whose calls belong to the run's present step. Looks at a run that has ended, which
     * may be stuck for weeks, are not recorded.
     */
    <T> T within(Run<F> run, Supplier<T> work) {
        var step = new TracingContext();
        step.setSpan(
                OtelSpan.fromOtel(
                        Span.wrap(
                                RunSpan.present(run)
                                        .map(RunSpan::context)
                                        .orElseGet(() -> RunSpan.way(run).unrecorded()))));
        var context = new Observation.Context();
        context.put(TracingContext.class, step);
        // never started: the span itself is sent when the step ends
        return Observation.createNotStarted("stillframe.step", () -> context, observations)
                .scoped(work);
    }

    @Override
    public void stored(Decision<F> decision) {
        var passage = Passage.of(decision);
        passage.stepEnd().ifPresent(end -> step(passage.run(), end));
        if (passage.ends()) {
            way(passage);
        }
    }

    private void step(Run<F> run, Passage.StepEnd end) {
        var builder =
                tracer.spanBuilder(end.undo() ? "undo " + end.step() : end.step())
                        .setParent(Context.root().with(Span.wrap(RunSpan.way(run).context())))
                        .setStartTimestamp(end.from());
        var id = RunSpan.step(run, end.step(), end.undo(), end.from());
        var span = RunSpans.start(id, named(builder, run));
        run.steps().stream()
                .filter(state -> state.name().equals(end.step()) && state.note() != null)
                .forEach(state -> span.setAttribute("stillframe.note", state.note()));
        span.setAttribute("stillframe.outcome", end.outcome().word());
        if (end.outcome().wentWrong()) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(end.to());
    }

    private void way(Passage<F> passage) {
        var run = passage.run();
        var builder =
                tracer.spanBuilder(passage.deletion() ? "delete " + kind.plan() : kind.plan())
                        .setNoParent()
                        .setStartTimestamp(run.times().begun());
        var span = RunSpans.start(RunSpan.way(run), named(builder, run));
        span.setAttribute("stillframe.status", passage.status().word());
        var strategy = kind.strategy().apply(run.facts());
        if (strategy != null) {
            span.setAttribute("stillframe.strategy", strategy);
        }
        passage.problem()
                .ifPresent(problem -> {
                    span.setAttribute("stillframe.problem", problem.type());
                    span.setStatus(StatusCode.ERROR, problem.detail());
                });
        span.end(run.now());
    }

    private SpanBuilder named(SpanBuilder builder, Run<F> run) {
        kind.trail(run)
                .names()
                .forEach((name, id) -> builder.setAttribute("stillframe." + name, id));
        return builder;
    }
}
