package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.ColumnText;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.LooseTime;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.V1Images;
import io.stillframe.sandbox.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Lists images as version 1 does: without links, deleted ones too where time is asked for. */
final class GlanceV1Listing {

    private static final int DEFAULT = 25;
    private static final int MOST = 1000;
    private static final String PROPERTY = "property-";
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");
    private static final Comparator<@Nullable String> TEXT =
            Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Map<String, Comparator<Image>> ORDERS =
            Map.of(
                    "name", Comparator.comparing(Image::name, TEXT),
                    "status", Comparator.comparing(Image::status),
                    "container_format", Comparator.comparing(Image::containerFormat, TEXT),
                    "disk_format", Comparator.comparing(Image::diskFormat, TEXT),
                    "size", Comparator.comparingLong(GlanceV1Listing::size),
                    "id", Comparator.comparing(Image::id),
                    "created_at", Comparator.comparing(Image::createdAt),
                    "updated_at", Comparator.comparing(Image::updatedAt));
    private static final Set<String> TRUE = Set.of("true", "1");
    private static final Set<String> FALSE = Set.of("false", "0");

    private final V1Images images;

    GlanceV1Listing(World world) {
        this.images = world.v1Images();
    }

    Answer list(GlanceApi.Asked asked, Function<Image, ObjectNode> render) {
        var call = asked.call();
        boolean withGone = call.query().containsKey("changes-since");
        var wanted = shown(asked.caller(), call).and(filters(call));
        int limit = limit(call);
        var sorted = images.all(withGone).sorted(order(call)).toList();
        var behind = behind(asked, sorted, withGone);
        var found = behind.stream().filter(wanted).limit(limit).toList();
        return Answer.json(200, Json.object("images", Json.array(found, render)));
    }

    private static @Nullable String last(Call call, String name) {
        var values = call.query().getOrDefault(name, List.of());
        return values.isEmpty() ? null : Objects.requireNonNullElse(values.getLast(), "");
    }

    private static int limit(Call call) {
        var text = last(call, "limit");
        if (text == null) {
            return DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit < 0) {
                throw new Refused(400, "limit param must be positive");
            }
            return Math.min(limit, MOST);
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "limit param must be an integer");
        }
    }

    private List<Image> behind(GlanceApi.Asked asked, List<Image> sorted, boolean withGone) {
        var id = last(asked.call(), "marker");
        if (id == null) {
            return sorted;
        }
        if (!ID.matcher(id).matches()) {
            throw new Refused(400, "Invalid marker format");
        }
        for (int i = 0; i < sorted.size(); i++) {
            var image = sorted.get(i);
            if (image.id().equals(id)
                    && (withGone || !image.isDeleted())
                    && (asked.caller().isAdmin() || seenBy(asked.caller(), image))) {
                return sorted.subList(i + 1, sorted.size());
            }
        }
        throw new Refused(400, "Invalid marker. Image could not be found.");
    }

    private static Comparator<Image> order(Call call) {
        var key = Objects.requireNonNullElse(last(call, "sort_key"), "created_at");
        var order = ORDERS.get(key);
        if (order == null) {
            throw new Refused(
                    400,
                    "Unsupported sort_key. Acceptable values: "
                            + String.join(", ", ORDERS.keySet().stream().sorted().toList()));
        }
        var direction = Objects.requireNonNullElse(last(call, "sort_dir"), "desc");
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new Refused(400, "Unsupported sort_dir. Acceptable values: asc, desc");
        }
        var whole = order.thenComparing(Image::createdAt).thenComparing(Image::id);
        return direction.equals("asc") ? whole : whole.reversed();
    }

    /** A tenant may ask for public images or for others: it is checked, and makes no difference. */
    private static Predicate<Image> shown(Caller caller, Call call) {
        var text = last(call, "is_public");
        var isPublic =
                text == null || text.equalsIgnoreCase("none") ? null : truth(text, "is_public");
        if (!caller.isAdmin() || text == null || Boolean.TRUE.equals(isPublic)) {
            return image -> seenBy(caller, image);
        }
        return isPublic == null ? _ -> true : image -> !image.visibility().equals("public");
    }

    private static boolean seenBy(Caller caller, Image image) {
        return image.visibility().equals("public")
                || caller.project().id().equals(image.owner())
                || image.members().containsKey(caller.project().id());
    }

    private static boolean truth(String text, String filter) {
        var word = text.toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw bad(filter, text);
        }
        return TRUE.contains(word);
    }

    private static Refused bad(String filter, String value) {
        return new Refused(400, "Bad value passed to filter %s got %s".formatted(filter, value));
    }

    private static Predicate<Image> filters(Call call) {
        Predicate<Image> wanted =
                call.query().containsKey("changes-since")
                        ? _ -> true
                        : image -> !image.isDeleted() && !image.status().equals("killed");
        for (var name : call.query().keySet()) {
            var value = last(call, name);
            if (value != null) {
                wanted = wanted.and(filter(name, value));
            }
        }
        return wanted;
    }

    private static Predicate<Image> filter(String name, String value) {
        return switch (name) {
            case "name" -> image -> ColumnText.areSame(image.name(), value);
            case "status" -> image -> ColumnText.areSame(image.status(), value);
            case "disk_format" -> image -> ColumnText.areSame(image.diskFormat(), value);
            case "container_format" -> image -> ColumnText.areSame(image.containerFormat(), value);
            case "min_disk" -> {
                long number = GlanceFilters.leadingNumber(value); // the only one not checked
                yield image -> image.minDisk() == number;
            }
            case "min_ram" -> number(name, value, (image, n) -> image.minRam() == n);
            case "size_min" -> number(name, value, (image, n) -> size(image) >= n);
            case "size_max" -> number(name, value, (image, n) -> size(image) <= n);
            case "protected" -> {
                boolean wanted = truth(value, name);
                yield image -> image.isProtected() == wanted;
            }
            case "changes-since" -> {
                var since =
                        LooseTime.parse(value)
                                .orElseThrow(
                                        () -> new Refused(400, "Unrecognized changes-since value"));
                yield image -> image.updatedAt().isAfter(since);
            }
            default ->
                    name.startsWith(PROPERTY)
                            ? property(name.substring(PROPERTY.length()), value)
                            : _ -> true;
        };
    }

    private static Predicate<Image> property(String name, String value) {
        return image ->
                image.propertiesWithNulls().entrySet().stream()
                        .filter(p -> ColumnText.areSame(p.getKey(), name))
                        .anyMatch(p -> ColumnText.areSame(p.getValue(), value));
    }

    @FunctionalInterface
    private interface Fits {
        boolean test(Image image, long number);
    }

    private static Predicate<Image> number(String name, String value, Fits fits) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return image -> fits.test(image, number);
            }
        } catch (NumberFormatException notANumber) {
            // answered below, as a negative one is
        }
        throw bad(name, value);
    }

    private static long size(Image image) {
        return image.size() == null ? 0 : image.size();
    }
}
