package io.stillframe.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes requests byte by byte: header values in UTF-8, names in any spelling, bodies that are
 * chunked and empty. The JDK's own client can do none of that.
 */
public final class RawClient {

    private static final JsonMapper JSON = new JsonMapper();

    /** The head's lines are bytes as characters, as they came. */
    public record Reply(int status, List<String> head, String body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** Null if there is none; the name as it must be on the wire, so in this very case. */
        public @Nullable String header(String name) {
            return head.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .map(RawClient::decoded)
                    .findFirst()
                    .orElse(null);
        }

        /** The names of the headers that begin so, in their order. */
        public List<String> headersFrom(String prefix) {
            return head.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .toList();
        }
    }

    private final SandboxCloud cloud;
    private final List<String> headers = new ArrayList<>();

    public RawClient(SandboxCloud cloud, String... headers) {
        this.cloud = cloud;
        this.headers.addAll(Arrays.asList(headers));
    }

    public static RawClient of(SandboxCloud cloud, String project, String... roles) {
        return new RawClient(cloud, "X-Auth-Token: " + cloud.project(project).token(roles).id());
    }

    /** Whole header lines. */
    public RawClient with(String... more) {
        var other = new RawClient(cloud, headers.toArray(String[]::new));
        other.headers.addAll(Arrays.asList(more));
        return other;
    }

    public Reply send(String method, String path, String... lines) throws IOException {
        return exchange(method, path, lines, "");
    }

    /** With a body of that length. */
    public Reply sendBody(String method, String path, String body, String... lines)
            throws IOException {
        var length = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length;
        return exchange(method, path, and(lines, length), body);
    }

    /** With a body whose length is not announced; it may be empty. */
    public Reply sendChunked(String method, String path, String body, String... lines)
            throws IOException {
        var chunk =
                body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        return exchange(
                method, path, and(lines, "Transfer-Encoding: chunked"), chunk + "0\r\n\r\n");
    }

    private static String[] and(String[] lines, String more) {
        var all = new ArrayList<>(Arrays.asList(lines));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private Reply exchange(String method, String path, String[] lines, String body)
            throws IOException {
        return exchange(method, path, lines, body.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Header values whose characters are bytes, whatever these mean. */
    public Reply sendBytes(String method, String path, String... lines) throws IOException {
        return exchange(method, path, lines, new byte[0], false);
    }

    private Reply exchange(String method, String path, String[] lines, byte[] body, boolean asUtf8)
            throws IOException {
        var head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
        head.append("Host: 127.0.0.1:%d\r\nConnection: close\r\n".formatted(cloud.port()));
        headers.forEach(line -> head.append(line).append("\r\n"));
        for (var line : lines) {
            head.append(line).append("\r\n");
        }
        head.append("\r\n");
        try (var socket = new Socket("127.0.0.1", cloud.port())) {
            socket.setSoTimeout(10_000);
            var request = new ByteArrayOutputStream();
            request.writeBytes(
                    head.toString()
                            .getBytes(
                                    asUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return reply(socket.getInputStream().readAllBytes());
        }
    }

    private static Reply reply(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        var lines = text.substring(0, end).split("\r\n", -1);
        int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
        return new Reply(status, List.of(lines), decoded(text.substring(end + 4)));
    }

    private static String decoded(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
