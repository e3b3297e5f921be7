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
 * ids by chance. What is within another span of ours is recorded with that; what is within nothing,
 * or in the trace of a caller, as the sampler for requests says.
 */
public final class RunSpans implements IdGenerator, Sampler {

    private static final ScopedValue<RunSpan> NEXT = ScopedValue.newInstance();

    private final Sampler requests;

    public RunSpans(Sampler requests) {
        this.requests = requests;
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
        var within = Span.fromContext(parent).getSpanContext();
        if (NEXT.isBound()) {
            return SamplingResult.recordAndSample();
        }
        if (within.isValid() && !within.isRemote()) {
            return within.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
        }
        return requests.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "runs, and " + requests.getDescription();
    }
}
