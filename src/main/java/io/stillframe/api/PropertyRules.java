package io.stillframe.api;

import io.stillframe.snapshot.SnapshotRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which custom properties of images callers may send.
 *
 * @param field where they are, for the sentences
 * @param insteadOfNull what else to do, as a sentence; empty for nothing
 */
record PropertyRules(String field, String insteadOfNull) {

    private static final int MOST = 100;
    private static final int LONGEST_VALUE = 65_535;

    static final PropertyRules OF_A_NEW_IMAGE = new PropertyRules("properties", "");

    Map<String, String> accepted(@Nullable Map<String, @Nullable String> properties) {
        var accepted = new TreeMap<String, String>();
        if (properties == null) {
            return accepted;
        }
        refuseTooMany(properties.size());
        properties.forEach((name, value) -> accepted.put(name(name), value(name, value)));
        return accepted;
    }

    void refuseTooMany(int number) {
        if (number > MOST) {
            throw Refusal.invalid(
                    "%s has %d entries; at most %d are allowed.", field, number, MOST);
        }
    }

    String name(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid("%s has an entry with a blank name; name it.", field);
        }
        Texts.line("%s: the name %s".formatted(field, Refusal.quoted(name)), name);
        if (!SnapshotRequest.maySet(name)) {
            throw Refusal.invalid(
                    "%s: %s is not for callers to set. Take it out.", field, Refusal.quoted(name));
        }
        return name;
    }

    private String value(String name, @Nullable String value) {
        var what = "%s: the value of %s".formatted(field, Refusal.quoted(name));
        if (value == null) {
            throw Refusal.invalid("%s must be a text; it is null.%s", what, insteadOfNull);
        }
        return text(what, value);
    }

    /** The value of a property, to be set or to be looked for. */
    static String text(String what, String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            throw Refusal.invalid(
                    "%s is longer than %d bytes in UTF-8; shorten it.", what, LONGEST_VALUE);
        }
        if (value.indexOf('\0') >= 0) {
            throw Refusal.invalid("%s has a NUL character, which no service stores.", what);
        }
        return Texts.unicode(what, value);
    }
}
