package io.stillframe.sandbox.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What goes back: a status, headers, and a body that is written only after the world has been left.
 */
@SuppressWarnings("ArrayRecordComponent") // an answer is never compared
record Answer(int status, Map<String, String> headers, @Nullable JsonNode json, byte[] bytes) {

    private static final byte[] NOTHING = {};

    static Answer json(int status, JsonNode json) {
        return new Answer(
                status,
                new LinkedHashMap<>(Map.of("Content-Type", "application/json")),
                json,
                NOTHING);
    }

    static Answer bytes(int status, String contentType, byte[] bytes) {
        return new Answer(
                status, new LinkedHashMap<>(Map.of("Content-Type", contentType)), null, bytes);
    }

    /** As most of these services answer when they have nothing to say. */
    static Answer empty(int status) {
        return bytes(status, "text/html; charset=UTF-8", NOTHING);
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    byte[] written() {
        return json == null ? bytes : Json.MAPPER.writeValueAsBytes(json);
    }
}
