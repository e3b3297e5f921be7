package io.stillframe.sandbox.world;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The roles that every Keystone has, and which of them implies which. */
final class Roles {

    private static final Map<String, String> IMPLIED =
            Map.of("admin", "member", "member", "reader");

    private Roles() {}

    /** These, and what they imply: a token names them all. */
    static List<String> withImplied(Iterable<String> roles) {
        Set<String> all = new LinkedHashSet<>();
        for (var role : roles) {
            for (var next = role; next != null; next = IMPLIED.get(next)) {
                all.add(next);
            }
        }
        return List.copyOf(all);
    }
}
