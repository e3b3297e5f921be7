package io.stillframe.sandbox.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One page of a list, and where the next one starts. */
record Page<T>(List<T> items, int limit) {

    static <T> Page<T> of(Collection<T> candidates, Predicate<T> wanted, int offset, int limit) {
        var items = new ArrayList<T>();
        int skipped = 0;
        for (var each : candidates) {
            if (items.size() >= limit) {
                break;
            }
            if (wanted.test(each) && skipped++ >= offset) {
                items.add(each);
            }
        }
        return new Page<>(items, limit);
    }

    /** All of it in that order, from behind the marker on. */
    static <T> List<T> sorted(Collection<T> all, Comparator<T> order, @Nullable T marker) {
        var sorted = all.stream().sorted(order).toList();
        return marker == null ? sorted : sorted.subList(sorted.indexOf(marker) + 1, sorted.size());
    }

    /**
     * The query for the next page, which is offered whenever this one is full, even if nothing
     * follows; otherwise null.
     */
    @Nullable String nextQuery(Call call, Function<T, String> id) {
        if (limit == 0 || items.size() < limit) {
            return null;
        }
        var others =
                call.query().entrySet().stream()
                        .filter(e -> !e.getKey().equals("marker") && !e.getKey().equals("offset"))
                        .flatMap(e ->
                                e.getValue().stream()
                                        .map(v ->
                                                encode(e.getKey())
                                                        + "="
                                                        + (v == null ? "" : encode(v))))
                        .collect(Collectors.joining("&"));
        return others
                + (others.isEmpty() ? "" : "&")
                + "marker="
                + encode(id.apply(items.getLast()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
