package io.stillframe.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** In which status each thing was when the run that has made it last looked. */
final class Sightings {

    private static final Set<String> DELETABLE = Set.of("available", "error");

    private final Map<String, String> last = new HashMap<>();

    void seen(String id, String status) {
        last.put(id, status);
    }

    boolean wasBeingMade(String id) {
        return "creating".equals(last.get(id));
    }

    /** It may have changed since, but that nobody could know. */
    boolean isDeletable(String id, String now) {
        return DELETABLE.contains(now) || DELETABLE.contains(of(id));
    }

    String of(String id) {
        return last.getOrDefault(id, "never seen");
    }
}
