package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.ColumnText;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In which order images are listed: newest first unless something else is asked for. Times are kept
 * to the second, so what is equal up to there comes by its id.
 */
final class GlanceOrder {

    private static final Comparator<@Nullable String> TEXT =
            Comparator.nullsFirst(Comparator.comparing(ColumnText::folded));
    private static final Map<String, Comparator<Image>> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("name", Comparator.comparing(Image::name, TEXT));
        KEYS.put("status", Comparator.comparing(Image::status));
        KEYS.put("container_format", Comparator.comparing(Image::containerFormat, TEXT));
        KEYS.put("disk_format", Comparator.comparing(Image::diskFormat, TEXT));
        KEYS.put("size", Comparator.comparingLong(i -> i.size() == null ? -1 : i.size()));
        KEYS.put("id", Comparator.comparing(Image::id));
        KEYS.put("created_at", Comparator.comparingLong(i -> i.createdAt().getEpochSecond()));
        KEYS.put("updated_at", Comparator.comparingLong(i -> i.updatedAt().getEpochSecond()));
    }

    private GlanceOrder() {}

    static Comparator<Image> of(Call call) {
        var keys = new ArrayList<String>();
        var directions = new ArrayList<String>();
        var sort = call.param("sort");
        if (sort != null) {
            if (call.query().containsKey("sort_key") || call.query().containsKey("sort_dir")) {
                throw new Refused(400, "Old and new sorting syntax cannot be combined");
            }
            for (var each : sort.strip().split(",", -1)) {
                var parts = each.split(":", 2);
                keys.add(checkedKey(parts[0].strip()));
                directions.add(checkedDirection(parts.length < 2 ? "desc" : parts[1].strip()));
            }
        } else {
            all(call, "sort_key").forEach(key -> keys.add(checkedKey(key.strip())));
            all(call, "sort_dir").forEach(dir -> directions.add(checkedDirection(dir.strip())));
        }
        return of(keys, directions);
    }

    private static Comparator<Image> of(List<String> keys, List<String> directions) {
        if (keys.isEmpty()) {
            keys.add("created_at");
        }
        if (directions.isEmpty()) {
            directions.add("desc");
        }
        if (directions.size() > 1 && directions.size() != keys.size()) {
            throw new Refused(400, "Number of sort dirs does not match the number of sort keys");
        }
        var usual = directions.getFirst();
        for (var tie : Arrays.asList("created_at", "id")) {
            if (!keys.contains(tie)) {
                keys.add(tie);
            }
        }
        var whole = directed(keys.getFirst(), usual);
        for (int i = 1; i < keys.size(); i++) {
            whole =
                    whole.thenComparing(
                            directed(
                                    keys.get(i),
                                    i < directions.size() ? directions.get(i) : usual));
        }
        return whole;
    }

    private static List<String> all(Call call, String name) {
        return call.query().getOrDefault(name, List.of()).stream()
                .map(value -> Objects.requireNonNullElse(value, ""))
                .toList();
    }

    private static Comparator<Image> directed(String key, String direction) {
        var order = Objects.requireNonNull(KEYS.get(key));
        return direction.equals("asc") ? order : order.reversed();
    }

    private static String checkedKey(String key) {
        if (!KEYS.containsKey(key)) {
            throw new Refused(
                    400,
                    "Invalid sort key: %s. It must be one of the following: %s."
                            .formatted(key, String.join(", ", KEYS.keySet())));
        }
        return key;
    }

    private static String checkedDirection(String direction) {
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new Refused(400, "Invalid sort direction: " + direction);
        }
        return direction;
    }
}
