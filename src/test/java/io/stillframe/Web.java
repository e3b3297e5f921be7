package io.stillframe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks HTTP and JSON as any client would, so that the tests prove nothing with our own code. */
public final class Web {

    public static final JsonMapper JSON = new JsonMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param json of an answer that has none, a missing node
     */
    public record Reply(int status, HttpHeaders headers, String body, JsonNode json) {

        /** Empty if it is not there. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public String text(String pointer) {
            return json.at(pointer).asString("");
        }
    }

    private final String base;
    private final List<String> headers;
    private final Duration timeout;

    private Web(String base, List<String> headers, Duration timeout) {
        this.base = base;
        this.headers = List.copyOf(headers);
        this.timeout = timeout;
    }

    public static Web at(String base) {
        return new Web(
                base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
                List.of(),
                TIMEOUT);
    }

    public Web with(String header, String value) {
        var more = new ArrayList<>(headers);
        more.addAll(List.of(header, value));
        return new Web(base, more, timeout);
    }

    /** For whoever would rather ask somebody else. */
    public Web within(Duration patience) {
        return new Web(base, headers, patience);
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    /** Without the headers that are set. */
    public Listener listen(String path) {
        return Listener.to(base + path);
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /**
     * @param body a text is sent as it is, anything else as JSON
     */
    public Reply post(String path, Object body) {
        return send("POST", path, body);
    }

    public Reply patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    Reply put(String path, Object body) {
        return send("PUT", path, body);
    }

    private Reply send(String method, String path, Object body) {
        var text = body instanceof String written ? written : JSON.writeValueAsString(body);
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(text)));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private static Reply send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            var body = response.body();
            return new Reply(
                    response.statusCode(),
                    response.headers(),
                    new String(body, StandardCharsets.UTF_8),
                    json(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException html) {
            return JSON.missingNode();
        }
    }
}
