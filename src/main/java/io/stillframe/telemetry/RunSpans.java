package io.stillframe.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Makes OpenTelemetry give a span the ids that it is to have, and record it. All other spans have
 * ids by chance, and are recorded as the other sampler says.
 */
public final class RunSpans implements IdGenerator, Sampler {

    private static final ScopedValue<RunSpan> NEXT = ScopedValue.newInstance();

    private final Sampler others;

    public RunSpans(Sampler others) {
        this.others = others;
    }

    static Span start(RunSpan span, SpanBuilder builder) {
        return ScopedValue.where(NEXT, span).call(builder::startSpan);
    }

    @Override
    public String generateTraceId() {
        return NEXT.isBound() ? NEXT.get().traceId() : IdGenerator.random().generateTraceId();
    }

    @Override
    public String generateSpanId() {
        return NEXT.isBound() ? NEXT.get().spanId() : IdGenerator.random().generateSpanId();
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> links) {
        return NEXT.isBound()
                ? SamplingResult.recordAndSample()
                : others.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "runs, and " + others.getDescription();
    }
}
