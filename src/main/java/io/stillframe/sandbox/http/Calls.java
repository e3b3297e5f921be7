package io.stillframe.sandbox.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often which operation of which service was called, faults and refusals included. */
public final class Calls {

    private record Key(String service, String operation) {}

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String service, String operation) {
        counts.computeIfAbsent(new Key(service, operation), _ -> new LongAdder()).increment();
    }

    /** For example of("cinder", "create-snapshot"). */
    public long of(String service, String operation) {
        var count = counts.get(new Key(service, operation));
        return count == null ? 0 : count.sum();
    }

    public long of(String service) {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().service().equals(service))
                .mapToLong(e -> e.getValue().sum())
                .sum();
    }

    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** By service, then by operation, both in alphabetical order. */
    public Map<String, Map<String, Long>> asMap() {
        var map = new TreeMap<String, Map<String, Long>>();
        counts.forEach((key, count) ->
                map.computeIfAbsent(key.service(), _ -> new TreeMap<>())
                        .put(key.operation(), count.sum()));
        return map;
    }

    public void reset() {
        counts.clear();
    }
}
