package io.stillframe.sandbox.world;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps things by id and in the order of their making, newest first, so that a page of a long list
 * costs only the page.
 */
final class Shelf<T extends Shelf.Item> {

    interface Item {
        String id();

        String projectId();
    }

    private final Map<String, T> byId = new HashMap<>();
    private final Map<String, Long> places = new HashMap<>();
    private final NavigableMap<Long, T> all = new TreeMap<>();
    private final Map<String, NavigableMap<Long, T>> byProject = new HashMap<>();
    private long next;

    void put(T item) {
        long place = next--;
        byId.put(item.id(), item);
        places.put(item.id(), place);
        all.put(place, item);
        byProject.computeIfAbsent(item.projectId(), _ -> new TreeMap<>()).put(place, item);
    }

    void remove(T item) {
        var place = places.remove(item.id());
        if (place != null) {
            byId.remove(item.id());
            all.remove(place);
            ofProjectByPlace(item.projectId()).remove(place);
        }
    }

    Optional<T> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<T> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    Collection<T> allAfter(T marker) {
        return all.tailMap(place(marker), false).values();
    }

    Collection<T> of(String projectId) {
        return Collections.unmodifiableCollection(ofProjectByPlace(projectId).values());
    }

    Collection<T> ofAfter(String projectId, T marker) {
        return ofProjectByPlace(projectId).tailMap(place(marker), false).values();
    }

    private long place(T item) {
        return places.getOrDefault(item.id(), Long.MAX_VALUE);
    }

    private NavigableMap<Long, T> ofProjectByPlace(String projectId) {
        return byProject.getOrDefault(projectId, Collections.emptyNavigableMap());
    }
}
