package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Images.Change;
import io.stillframe.sandbox.world.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads Glance's JSON patch, which is not quite the one of RFC 6902. */
final class GlancePatch {

    private static final List<String> OPERATIONS = List.of("add", "remove", "replace");
    private static final Map<String, Integer> PARTS_FOR_LOCATIONS =
            Map.of("add", 2, "remove", 2, "replace", 1);
    private static final Pattern ADJACENT = Pattern.compile("/\\s*?/");
    private static final Pattern NO_ESCAPE = Pattern.compile("~([^01]|$)");

    private GlancePatch() {}

    static List<Change> read(JsonNode body) {
        if (!body.isArray()) {
            throw new Refused(400, "Request body must be a JSON array of operation objects.");
        }
        var changes = new ArrayList<Change>();
        for (var each : body) {
            if (!each.isObject()) {
                throw new Refused(400, "Operations must be JSON objects.");
            }
            changes.add(change(each));
        }
        return changes;
    }

    private static Change change(JsonNode node) {
        var op = operation(node);
        if (!node.has("path")) {
            throw new Refused(400, "Unable to find 'path' in JSON Schema change");
        }
        var path = path(node.path("path").asString(""));
        int parts =
                path.getFirst().equals("locations") ? PARTS_FOR_LOCATIONS.getOrDefault(op, 1) : 1;
        if (path.size() != parts) {
            throw new Refused(
                    400,
                    "Invalid JSON pointer for this resource: '/%s'"
                            .formatted(String.join("/", path)));
        }
        if (!op.equals("remove") && !node.has("value")) {
            throw new Refused(
                    400, "Operation \"%s\" requires a member named \"value\".".formatted(op));
        }
        return new Change(op, path, value(node.path("value")));
    }

    private static @Nullable Object value(JsonNode node) {
        return node.isNull() || node.isMissingNode()
                ? null
                : Json.MAPPER.treeToValue(node, Object.class);
    }

    private static String operation(JsonNode node) {
        var known = String.join(", ", OPERATIONS);
        if (!node.has("op")) {
            throw new Refused(
                    400,
                    "Unable to find `op` in JSON Schema change. It must be one of the following: %s."
                            .formatted(known));
        }
        var op = node.path("op").asString("");
        if (!OPERATIONS.contains(op)) {
            throw new Refused(
                    400,
                    "Invalid operation: `%s`. It must be one of the following: %s."
                            .formatted(op, known));
        }
        return op;
    }

    private static List<String> path(String pointer) {
        if (!pointer.startsWith("/")) {
            throw wrong(pointer, "does not start with \"/\".");
        }
        if (ADJACENT.matcher(pointer.substring(1)).find()) {
            throw wrong(pointer, "contains adjacent \"/\".");
        }
        if (pointer.length() > 1 && pointer.endsWith("/")) {
            throw wrong(pointer, "end with \"/\".");
        }
        if (NO_ESCAPE.matcher(pointer).find()) {
            throw wrong(pointer, "contains \"~\" not part of a recognized escape sequence.");
        }
        return Arrays.stream(pointer.replaceFirst("^/+", "").split("/", -1))
                .map(part -> part.replace("~1", "/").replace("~0", "~").strip())
                .toList();
    }

    private static Refused wrong(String pointer, String what) {
        return new Refused(400, "Pointer `%s` %s".formatted(pointer, what));
    }
}
