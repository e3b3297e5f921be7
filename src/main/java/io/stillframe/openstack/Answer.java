package io.stillframe.openstack;

import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;

/** What a service answered: a 2xx, or a status that the call expected. */
final class Answer {

    static final String REQUEST_ID = "X-OpenStack-Request-ID";
    static final String VERSION = "OpenStack-API-Version";

    /** The only one that a Nova before 2.27 knows, which is Mitaka and older. */
    static final String OLD_NOVA_VERSION = "X-OpenStack-Nova-API-Version";

    private final Call call;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(Call call, int status, HttpHeaders headers, byte[] body) {
        this.call = call;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    boolean is(int wanted) {
        return status == wanted;
    }

    byte[] body() {
        return body;
    }

    @Nullable String header(String name) {
        return headers.getFirst(name);
    }

    /**
     * Those whose names start so, by the rest of their names in small letters. The values are
     * UTF-8, which the transport takes for Latin-1.
     */
    Map<String, String> headersAfter(String start) {
        var found = new HashMap<String, String>();
        headers.forEach((name, values) -> {
            var small = name.toLowerCase(Locale.ROOT);
            if (small.startsWith(start) && !values.isEmpty()) {
                var bytes = values.getFirst().getBytes(StandardCharsets.ISO_8859_1);
                found.put(
                        small.substring(start.length()), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return found;
    }

    @Nullable String requestId() {
        return requestId(headers);
    }

    /** Nova had a name of its own for it. */
    static @Nullable String requestId(HttpHeaders headers) {
        var id = headers.getFirst(REQUEST_ID);
        return id == null ? headers.getFirst("x-compute-request-id") : id;
    }

    /** The microversion that the call asked for; null if for none. */
    @Nullable Microversion asked() {
        return call.version();
    }

    /**
     * The microversion that the service really worked with. Empty when it does not say: then a
     * proxy has dropped our header, or the service knows no microversions.
     */
    Optional<Microversion> microversion() {
        return said().or(() -> Microversion.read(header(OLD_NOVA_VERSION)));
    }

    /** Such as {@code volume 3.70}; one header may speak of several services. */
    private Optional<Microversion> said() {
        return headers.getOrDefault(VERSION, List.of()).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .filter(part -> part.startsWith(call.service().word() + " "))
                .map(part -> part.substring(call.service().word().length()))
                .flatMap(part -> Microversion.read(part).stream())
                .findFirst();
    }

    <T> T as(Class<T> type) {
        try {
            return Objects.requireNonNull(Json.WIRE.readValue(body, type), "null");
        } catch (JacksonException | NullPointerException e) {
            // What Jackson says may quote the body, and with it a token.
            throw unexpected(type.getSimpleName());
        }
    }

    /** For a status that was expected, but turns out to be trouble after all. */
    Trouble trouble() {
        return Diagnosis.of(call, this, null, Instant.EPOCH);
    }

    Trouble unexpected(String wanted) {
        return Diagnosis.unreadable(call, this, wanted);
    }

    @Override
    public String toString() {
        return call + ": " + status + ", " + requestId();
    }
}
