package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One request, read to its end. */
@SuppressWarnings("ArrayRecordComponent") // a call is never compared
record Call(
        HttpMethod method,
        String path,
        @Nullable String rawQuery,
        Map<String, String> variables,
        MultiValueMap<String, String> query,
        HttpHeaders headers,
        byte[] body,
        String requestId) {

    private static final int ENOUGH_TO_MATCH = 16_384;

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    @Nullable String param(String name) {
        return query.getFirst(name);
    }

    /** As Python takes a word for true. */
    boolean isSet(String name) {
        var value = param(name);
        return value != null && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    @Nullable String header(String name) {
        return headers.getFirst(name);
    }

    /** A body whose length was not announced: most of these services do not read it. */
    boolean isChunked() {
        return headers.getContentLength() < 0
                && headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Data as version 1 of the image API understands it: a chunked body may be empty and count. */
    boolean hasData() {
        return headers.getContentLength() > 0
                || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    JsonNode json(String complaint) {
        try {
            var json = Json.MAPPER.readTree(body);
            if (json.isObject() || json.isArray()) {
                return json;
            }
        } catch (JacksonException notJson) {
            // answered below, as an empty body is
        }
        throw new Refused(400, complaint);
    }

    /** What a fault's expression is searched in. */
    String text() {
        var target = rawQuery == null ? path : path + "?" + rawQuery;
        return target
                + "\n"
                + GlanceV1Headers.text(headers)
                + new String(
                        body, 0, Math.min(body.length, ENOUGH_TO_MATCH), StandardCharsets.UTF_8);
    }
}
