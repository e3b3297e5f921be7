package io.stillframe.hostile;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came back.
 *
 * @param headers by their names in lower case
 */
record Answer(int status, Map<String, List<String>> headers, String body) {

    static final JsonMapper JSON = new JsonMapper();

    /** Empty if it is not there. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** A missing node if it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException html) {
            return JSON.missingNode();
        }
    }

    String text(String pointer) {
        return json().at(pointer).asString("");
    }

    boolean accepted() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "%d %s %s".formatted(status, headers, Request.shown(body));
    }
}
