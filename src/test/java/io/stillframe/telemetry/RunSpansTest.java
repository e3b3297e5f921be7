package io.stillframe.telemetry;

import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.DROP;
import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.RECORD_AND_SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunSpansTest {

    private static final String TRACE = "d5a2960900004000800000000000beef";
    private static final String SPAN = "00000000deadbeef";
    private static final TraceFlags RECORDED = TraceFlags.getSampled();
    private static final TraceFlags NOT_RECORDED = TraceFlags.getDefault();

    private static SpanContext ours(TraceFlags flags) {
        return SpanContext.create(TRACE, SPAN, flags, TraceState.getDefault());
    }

    private static SpanContext callers(TraceFlags flags) {
        return SpanContext.createFromRemoteParent(TRACE, SPAN, flags, TraceState.getDefault());
    }

    private static SamplingDecision within(SpanContext parent, Sampler requests) {
        return new RunSpans(requests)
                .shouldSample(
                        Context.root().with(Span.wrap(parent)),
                        TRACE,
                        "a span",
                        SpanKind.SERVER,
                        Attributes.empty(),
                        List.of())
                .getDecision();
    }

    @Test
    void letsNoCallerSayWhatIsRecorded() {
        assertThat(within(callers(RECORDED), Sampler.alwaysOff())).isEqualTo(DROP);
        assertThat(within(callers(NOT_RECORDED), Sampler.alwaysOn())).isEqualTo(RECORD_AND_SAMPLE);
    }

    @Test
    void keepsWhatIsWithinOneOfOursWithIt() {
        assertThat(within(ours(RECORDED), Sampler.alwaysOff())).isEqualTo(RECORD_AND_SAMPLE);
        assertThat(within(ours(NOT_RECORDED), Sampler.alwaysOn())).isEqualTo(DROP);
    }

    @Test
    void recordsRequestsAsTheSettingsSay() {
        assertThat(within(SpanContext.getInvalid(), Sampler.alwaysOff())).isEqualTo(DROP);
        assertThat(within(SpanContext.getInvalid(), Sampler.alwaysOn()))
                .isEqualTo(RECORD_AND_SAMPLE);
    }
}
