package io.stillframe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans over OTLP, as a tracing backend does. */
final class Collector implements AutoCloseable {

    /** A span, its ids in hexadecimal; the parent's is empty at the top. */
    record Seen(String traceId, String id, String parentId, Span span) {

        static Seen of(Span span) {
            var hex = HexFormat.of();
            return new Seen(
                    hex.formatHex(span.getTraceId().toByteArray()),
                    hex.formatHex(span.getSpanId().toByteArray()),
                    hex.formatHex(span.getParentSpanId().toByteArray()),
                    span);
        }

        String name() {
            return span.getName();
        }

        Instant start() {
            return Instant.ofEpochSecond(0, span.getStartTimeUnixNano());
        }

        /** Empty without it. */
        String attribute(String name) {
            return span.getAttributesList().stream()
                    .filter(attribute -> attribute.getKey().equals(name))
                    .map(attribute -> attribute.getValue().getStringValue())
                    .findFirst()
                    .orElse("");
        }

        boolean isCall() {
            return span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT;
        }
    }

    private final HttpServer server;
    private final List<Seen> spans = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var collector = new Collector(HttpServer.create(address, 0));
            collector.server.createContext("/v1/traces", collector::take);
            collector.server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes the service send its spans here, soon. */
    List<String> arguments() {
        return List.of(
                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:%d/v1/traces"
                        .formatted(server.getAddress().getPort()),
                "--management.opentelemetry.tracing.export.schedule-delay=100ms");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var sent = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            sent.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(Seen::of)
                    .forEach(spans::add);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** All so far. */
    List<Seen> spans() {
        return List.copyOf(spans);
    }

    List<Seen> spans(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
