package io.stillframe.sandbox.http;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Cinder's lists have in common: the metadata filter, and an order other than newest first.
 */
final class CinderListing {

    static final int MOST = 1000;

    private static final Pattern ENTRY =
            Pattern.compile("['\"]([^'\"]*)['\"]\\s*:\\s*u?['\"]([^'\"]*)['\"]");

    private CinderListing() {}

    /** A dictionary as Python or JSON writes it. */
    static Map<String, String> metadata(@Nullable String text) {
        var wanted = new LinkedHashMap<String, String>();
        if (text != null) {
            var matcher = ENTRY.matcher(text);
            while (matcher.find()) {
                wanted.put(matcher.group(1), matcher.group(2));
            }
        }
        return wanted;
    }

    /** What the sort is by; null for newest first, the order in which things are kept anyhow. */
    interface Keys<T> {
        Instant createdAt(T item);

        @Nullable String name(T item);

        int size(T item);

        String status(T item);

        String id(T item);
    }

    static <T> @Nullable Comparator<T> order(Call call, Keys<T> keys) {
        var sort = call.param("sort");
        var key = sort != null ? sort.split(":", -1)[0] : call.param("sort_key");
        var direction =
                sort != null
                        ? (sort.contains(":") ? sort.substring(sort.indexOf(':') + 1) : "desc")
                        : call.param("sort_dir");
        boolean ascending = "asc".equals(direction);
        if (key == null || (key.equals("created_at") && !ascending)) {
            return null;
        }
        Comparator<T> order =
                switch (key) {
                    case "name", "display_name" ->
                            Comparator.comparing(
                                    keys::name,
                                    Comparator.nullsFirst(Comparator.<String>naturalOrder()));
                    case "size" -> Comparator.comparingInt(keys::size);
                    case "status" -> Comparator.comparing(keys::status);
                    case "id" -> Comparator.comparing(keys::id);
                    default -> Comparator.comparing(keys::createdAt);
                };
        order = order.thenComparing(keys::createdAt).thenComparing(keys::id);
        return ascending ? order : order.reversed();
    }
}
