package io.stillframe.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is kept, and on which any bytes can be sent: clients that know HTTP refuse to
 * be hostile. Bytes are written as characters, one for each.
 */
final class Wire implements AutoCloseable {

    /** No request waits for anything: an answer that does not come by then is a hang. */
    private static final int PATIENCE = 30_000;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Wire(int port) {
        this.port = port;
    }

    /** The bytes of a text in UTF-8. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** What bytes in UTF-8 say. */
    static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Sends a request, on a new connection if the server has closed the one before. */
    Answer send(Request request) throws IOException {
        return send(request.onTheWire(port), request.method());
    }

    Answer send(String bytes, String method) throws IOException {
        if (socket == null) {
            connect();
            return exchange(bytes, method);
        }
        try {
            return exchange(bytes, method);
        } catch (EOFException closedMeanwhile) {
            connect();
            return exchange(bytes, method);
        }
    }

    private void connect() throws IOException {
        close();
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private Answer exchange(String bytes, String method) throws IOException {
        write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        var answer = read(method);
        if (answer.header("connection").equalsIgnoreCase("close")) {
            close();
        }
        return answer;
    }

    /** Who is refused early may find the connection broken, and an answer there all the same. */
    private void write(byte[] bytes) throws IOException {
        if (socket == null) {
            throw new EOFException("closed");
        }
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException broken) {
            if (in == null || in.available() == 0) {
                throw new EOFException(broken.getMessage());
            }
        }
    }

    private Answer read(String method) throws IOException {
        var status = line();
        int code = Integer.parseInt(status.split(" ", 3)[1]);
        var headers = new TreeMap<String, List<String>>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        if (code < 200) {
            return read(method);
        }
        var answer = new Answer(code, headers, "");
        boolean empty = method.equals("HEAD") || code == 204 || code == 304;
        return empty ? answer : new Answer(code, headers, text(body(answer)));
    }

    private String body(Answer head) throws IOException {
        var body = new ByteArrayOutputStream();
        if (head.header("transfer-encoding").equals("chunked")) {
            for (int size = size(); size > 0; size = size()) {
                body.write(exactly(size));
                line();
            }
            line();
        } else {
            body.write(exactly(Integer.parseInt(head.header("content-length"))));
        }
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        var bytes = input().readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("the connection ended within a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = input().read(); c != '\n'; c = input().read()) {
            if (c < 0) {
                close();
                throw new EOFException("the connection ended after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private InputStream input() throws EOFException {
        if (in == null) {
            throw new EOFException("closed");
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            in = null;
        }
    }
}
