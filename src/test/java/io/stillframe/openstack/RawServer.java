package io.stillframe.openstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Keeps what comes over the wire byte by byte, and answers with the bytes of a text in UTF-8. */
final class RawServer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Function<String, String> answers;

    /**
     * @param answers what to say to a request line such as {@code GET / HTTP/1.1}
     */
    RawServer(Function<String, String> answers) throws IOException {
        this.answers = answers;
        var _ = Thread.ofVirtual().start(this::accept);
    }

    static String answer(String status, String... headers) {
        var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + lines + "\r\n";
    }

    static String json(String status, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, bytes, body);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** The lines of each request that begins so, as the bytes of UTF-8 that they were. */
    List<List<String>> asked(String start) {
        return heads.stream()
                .filter(head -> head.startsWith(start))
                .map(head -> List.of(head.split("\r\n", -1)))
                .toList();
    }

    private void accept() {
        try {
            while (true) {
                var connection = socket.accept();
                var _ = Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException _) {
            // The test is over: it has closed the socket.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            for (var head = head(connection.getInputStream());
                    !head.isEmpty();
                    head = head(connection.getInputStream())) {
                heads.add(head);
                var answer = answers.apply(head.substring(0, head.indexOf('\r')));
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            }
        } catch (SocketException _) {
            // The client has had enough.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty at the end of the connection. A body would be taken for the next request. */
    private static String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            var text = b == '\n' ? bytes.toString(StandardCharsets.UTF_8) : "";
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.length() - 4);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
