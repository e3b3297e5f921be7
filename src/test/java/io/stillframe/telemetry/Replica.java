package io.stillframe.telemetry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.stillframe.workflow.Run;
import java.util.List;

/** What one replica tells of the runs that it decides on. */
final class Replica {

    static final RunKind<String> KIND =
            new RunKind<>(
                    "test", "run", "snapshot_id", "server_id", facts -> facts, String::length);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final RunTelemetry<String> telemetry;
    private final ObservationRegistry observations = ObservationRegistry.create();

    /** Spans that nothing makes it record, it does not. */
    Replica(InMemorySpanExporter backend) {
        var spans = new RunSpans(Sampler.alwaysOff());
        var tracing =
                OpenTelemetrySdk.builder()
                        .setTracerProvider(
                                SdkTracerProvider.builder()
                                        .setIdGenerator(spans)
                                        .setSampler(spans)
                                        .addSpanProcessor(SimpleSpanProcessor.create(backend))
                                        .build())
                        .build();
        observations
                .observationConfig()
                .observationHandler(
                        new DefaultTracingObservationHandler(
                                new OtelTracer(
                                        tracing.getTracer("calls"),
                                        new OtelCurrentTraceContext(),
                                        _ -> {})));
        telemetry = new RunTelemetry<>(KIND, List.of("by-hand"), metrics, tracing, observations);
    }

    /** Calls a service for the run. */
    void calls(Run<String> run, String service) {
        telemetry.during(
                run,
                () -> {
                    Observation.createNotStarted(service, observations).observe(() -> {});
                    return null;
                });
    }

    /** Calls a service for nothing in particular. */
    void calls(String service) {
        Observation.createNotStarted(service, observations).observe(() -> {});
    }

    double count(String name, String... tags) {
        var counter = metrics.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    long timed(String name, String... tags) {
        var timer = metrics.find(name).tags(tags).timer();
        return timer == null ? 0 : timer.count();
    }
}
