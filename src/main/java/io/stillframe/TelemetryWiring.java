package io.stillframe;

import io.micrometer.observation.ObservationPredicate;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Strategy;
import io.stillframe.store.Store;
import io.stillframe.telemetry.RunKind;
import io.stillframe.telemetry.RunSpans;
import io.stillframe.telemetry.RunTelemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/** What is seen from outside: metrics and traces. */
@Configuration(proxyBeanMethods = false)
class TelemetryWiring {

    /** Each kind is counted by each of them, from the start. */
    static List<String> strategies() {
        return Stream.of(Strategy.values())
                .filter(strategy -> strategy != Strategy.AUTO)
                .map(Strategy::word)
                .toList();
    }

    static @Nullable String word(@Nullable Strategy strategy) {
        return strategy == null ? null : strategy.word();
    }

    @Bean
    StoredMetrics storedMetrics(
            Store store,
            Snapshots snapshots,
            ImageCreations images,
            List<RunTelemetry<?>> telemetries,
            InstantSource clock) {
        var kinds = telemetries.stream().<RunKind<?>>map(RunTelemetry::kind).toList();
        return new StoredMetrics(store, snapshots, images, kinds, clock);
    }

    /**
     * Runs are always recorded; the settings are for requests, whatever the trace says that a
     * caller's request belongs to.
     */
    @Bean
    RunSpans runSpans(TracingProperties settings) {
        return new RunSpans(Sampler.traceIdRatioBased(settings.getSampling().getProbability()));
    }

    @Bean
    SdkTracerProviderBuilderCustomizer withIdsOfRuns(RunSpans spans) {
        return provider -> provider.setIdGenerator(spans);
    }

    /** Probes and scrapes are no work. */
    @Bean
    ObservationPredicate notOfWhoeverWatches() {
        return (_, context) ->
                !(context instanceof ServerRequestObservationContext request
                        && request.getCarrier() instanceof ServerHttpRequest asked
                        && isWatching(asked.getPath().value()));
    }

    private static boolean isWatching(String path) {
        return path.equals("/livez") || path.equals("/readyz") || path.startsWith("/actuator");
    }
}
