package io.stillframe.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that is no part of the cloud: with data, without, and with other tempers. */
public final class Outside implements AutoCloseable {

    public static final String DATA = "a disk ".repeat(100);

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public Outside() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /** Such as {@code HEAD /disk}, in their order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        switch (path) {
            case "/disk" -> disk(exchange);
            case "/no-length" -> send(exchange, 200);
            case "/moved" -> redirect(exchange, 302, url("/disk"));
            case "/moved-for-posts" -> redirect(exchange, 303, url("/disk"));
            case "/moved-within" -> redirect(exchange, 302, "/disk");
            case "/round" -> redirect(exchange, 301, url("/round"));
            case "/closed" -> send(exchange, 403);
            default -> send(exchange, 404);
        }
        exchange.close();
    }

    private static void disk(HttpExchange exchange) throws IOException {
        var bytes = DATA.getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            send(exchange, 200);
        } else {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void redirect(HttpExchange exchange, int status, String target)
            throws IOException {
        exchange.getResponseHeaders().set("Location", target);
        send(exchange, status);
    }

    private static void send(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
