package io.stillframe.sandbox.http;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Cinder and Glance take many words for true. */
final class PythonBoolean {

    private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "f", "false", "off", "n", "no");

    private PythonBoolean() {}

    static boolean of(JsonNode node, boolean otherwise) {
        return (node.isMissingNode() || node.isNull()) ? otherwise : of(node.asString(""));
    }

    static boolean of(String text) {
        return TRUE.contains(lower(text));
    }

    /** Some want a word for false, too, rather than anything that is not true. */
    static boolean isOne(String text) {
        return TRUE.contains(lower(text)) || FALSE.contains(lower(text));
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
