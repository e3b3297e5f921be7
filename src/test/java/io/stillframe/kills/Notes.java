package io.stillframe.kills;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the customers of a round have been told. */
final class Notes {

    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final Map<String, Integer> troubles = new ConcurrentHashMap<>();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();

    /** However often a request is sent, it is one snapshot. */
    void accepted(String key, String id) {
        var before = accepted.putIfAbsent(key, id);
        if (before != null && !before.equals(id)) {
            mistake("%s was accepted as %s and as %s".formatted(key, before, id));
        }
    }

    /** By what the customer called them, their ids. */
    Map<String, String> accepted() {
        return Map.copyOf(accepted);
    }

    /** An answer that says to come back later. */
    void trouble(int status, String type) {
        troubles.merge(status + " " + type, 1, Integer::sum);
    }

    Map<String, Integer> troubles() {
        return new TreeMap<>(troubles);
    }

    void mistake(String sentence) {
        mistakes.add(sentence);
    }

    List<String> mistakes() {
        return List.copyOf(mistakes);
    }
}
