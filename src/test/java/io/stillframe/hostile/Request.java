package io.stillframe.hostile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes over the wire. Characters stand for bytes.
 *
 * @param what is hostile about it
 * @param headers whole lines
 */
record Request(
        String what, String method, String target, List<String> headers, @Nullable String body) {

    private static final int SHOWN = 300;

    Request {
        headers = List.copyOf(headers);
    }

    static Request of(String method, String target) {
        return new Request("", method, target, List.of(), null);
    }

    Request because(String hostile) {
        return new Request(hostile, method, target, headers, body);
    }

    Request to(String other) {
        return new Request(what, method, other, headers, body);
    }

    Request with(String line) {
        var more = new ArrayList<>(headers);
        more.add(line);
        return new Request(what, method, target, more, body);
    }

    /** As JSON, unless another type is said. */
    Request saying(String bytes) {
        var typed =
                headers.stream()
                                .anyMatch(
                                        line -> line.regionMatches(true, 0, "content-type", 0, 12))
                        ? this
                        : with("Content-Type: application/json");
        return new Request(what, method, target, typed.headers, bytes);
    }

    String onTheWire(int port) {
        var wire = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
        if (headers.stream().noneMatch(line -> line.startsWith("Host:"))) {
            wire.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        headers.forEach(line -> wire.append(line).append("\r\n"));
        if (body != null) {
            wire.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        wire.append("\r\n");
        if (body != null) {
            wire.append(body);
        }
        return wire.toString();
    }

    static String shown(String text) {
        var start = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        return "%s: %s %s %s %s"
                .formatted(
                        what,
                        method,
                        shown(target),
                        shown(headers.toString()),
                        body == null ? "" : shown(body));
    }
}
