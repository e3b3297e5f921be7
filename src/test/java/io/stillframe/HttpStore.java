package io.stillframe;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One file behind HTTP on loopback: where an image's data may be. */
public final class HttpStore implements AutoCloseable {

    private final HttpServer server;

    public HttpStore(String data) {
        var bytes = data.getBytes(StandardCharsets.UTF_8);
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/image",
                exchange -> {
                    var head = exchange.getRequestMethod().equals("HEAD");
                    exchange.getResponseHeaders()
                            .set("Content-Length", String.valueOf(bytes.length));
                    exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
                    if (!head) {
                        exchange.getResponseBody().write(bytes);
                    }
                    exchange.close();
                });
        server.start();
    }

    public String url() {
        return "http://%s/image".formatted(authority());
    }

    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
