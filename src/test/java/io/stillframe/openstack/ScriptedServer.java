package io.stillframe.openstack;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Answers on loopback what a test tells it to, and keeps what it was asked. */
final class ScriptedServer implements AutoCloseable {

    private static final String REQUEST_ID = "X-openstack-request-id";

    record Asked(String method, String path, String query, Headers headers, String body) {

        String header(String name) {
            var value = headers.getFirst(name);
            return value == null ? "" : value;
        }
    }

    record Reply(int status, String body, Map<String, String> headers) {

        static Reply json(int status, String body) {
            return new Reply(status, body.replace('\'', '"'), Map.of());
        }

        /** As from a web server before the service. */
        Reply withoutRequestId() {
            return with(REQUEST_ID, "");
        }

        Reply with(String name, String value) {
            var more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, body, more);
        }
    }

    /** Closes the connection without a word. */
    static final Reply HANG_UP = new Reply(0, "", Map.of());

    private record Rule(String method, Pattern path, Function<Asked, Reply> answer) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A later rule wins over an earlier one. */
    ScriptedServer on(String method, String path, Function<Asked, Reply> answer) {
        rules.addFirst(new Rule(method, Pattern.compile(path), answer));
        return this;
    }

    ScriptedServer on(String method, String path, Reply answer) {
        return on(method, path, _ -> answer);
    }

    /** The last of the answers is given again and again. */
    ScriptedServer inTurn(String method, String path, Reply... answers) {
        var left = new CopyOnWriteArrayList<>(List.of(answers));
        return on(method, path, _ -> left.size() > 1 ? left.removeFirst() : left.getFirst());
    }

    List<Asked> asked(String method, String path) {
        return asked.stream()
                .filter(one -> one.method().equals(method) && one.path().matches(path))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var uri = exchange.getRequestURI();
            var one =
                    new Asked(
                            exchange.getRequestMethod(),
                            uri.getPath(),
                            uri.getQuery() == null ? "" : uri.getQuery(),
                            exchange.getRequestHeaders(),
                            new String(body, StandardCharsets.UTF_8));
            asked.add(one);
            answer(exchange, reply(one));
        }
    }

    private Reply reply(Asked one) {
        return rules.stream()
                .filter(rule -> rule.method().equals(one.method()))
                .filter(rule -> rule.path().matcher(one.path()).matches())
                .findFirst()
                .map(rule -> rule.answer().apply(one))
                .orElse(Reply.json(599, "{'message': 'no rule for " + one.path() + "'}"));
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.status() == HANG_UP.status()) {
            return;
        }
        var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set(REQUEST_ID, "req-1");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().values().removeIf(values -> values.contains(""));
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
