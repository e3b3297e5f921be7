package io.stillframe.recipes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** Leads to the service, but not every request, or not every answer, gets through. */
final class BumpyRoad implements AutoCloseable {

    /** What a request meets. */
    enum Bump {
        /** Too many of them; it says when to come back. */
        TOO_MANY,
        /** The token is not good any more. */
        EXPIRED,
        /** A proxy in between finds nobody; it says nothing more. */
        BAD_GATEWAY,
        /** It gets there, and the answer does not get back. */
        LOST
    }

    /** Those that Java's client writes itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("Host", "Connection", "Content-length", "Upgrade", "Http2-settings");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Bump> bumps;
    private final String there;
    private final HttpServer server;

    BumpyRoad(String there, Bump... bumps) throws IOException {
        this.there = there;
        this.bumps = new ConcurrentLinkedQueue<>(List.of(bumps));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whether everything that lay in the way was met. */
    boolean isSmooth() {
        return bumps.isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (bumps.poll()) {
                case null -> copy(passOn(exchange), exchange);
                case TOO_MANY -> {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    exchange.sendResponseHeaders(429, -1);
                }
                case EXPIRED -> exchange.sendResponseHeaders(401, -1);
                case BAD_GATEWAY -> exchange.sendResponseHeaders(502, -1);
                case LOST -> passOn(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(there + exchange.getRequestURI()))
                        .method(
                                exchange.getRequestMethod(),
                                BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (!OF_THE_CONNECTION.contains(name)) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void copy(HttpResponse<byte[]> answer, HttpExchange exchange)
            throws IOException {
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    if (!name.equals("content-length") && !name.equals("transfer-encoding")) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
