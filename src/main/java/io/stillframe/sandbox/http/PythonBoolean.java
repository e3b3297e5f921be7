package io.stillframe.sandbox.http;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Cinder and Glance take many words for true. */
final class PythonBoolean {

    private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");

    private PythonBoolean() {}

    static boolean of(JsonNode node, boolean otherwise) {
        return (node.isMissingNode() || node.isNull()) ? otherwise : of(node.asString(""));
    }

    static boolean of(String text) {
        return TRUE.contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
