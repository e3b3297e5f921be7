package io.stillframe;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a project has of all that a snapshot is made of, whoever made it: with it a test sees what
 * came and went, even what carries neither name nor mark.
 *
 * @param things such as {@code image 42…}, with their names
 */
record Inventory(Map<String, String> things) {

    Inventory {
        things = Map.copyOf(things);
    }

    /** What has come since then. */
    Set<String> since(Inventory before) {
        var come = new TreeSet<>(things.keySet());
        come.removeAll(before.things.keySet());
        return come;
    }

    @Override
    public String toString() {
        return new TreeMap<>(things).toString();
    }
}
