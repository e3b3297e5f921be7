package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Images;
import io.stillframe.sandbox.world.Refused;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.node.ObjectNode;

/** Lists images: newest first unless another order is asked for, 25 at a time unless more are. */
final class GlanceListing {

    private static final int DEFAULT = 25;
    private static final int MOST = 1000;
    private static final Set<String> NOT_FILTERS =
            Set.of(
                    "limit",
                    "marker",
                    "sort",
                    "sort_key",
                    "sort_dir",
                    "member_status",
                    "visibility",
                    "os_hidden",
                    "tag");

    private final Images images;
    private final Function<Image, ObjectNode> render;

    GlanceListing(Images images, Function<Image, ObjectNode> render) {
        this.images = images;
        this.render = render;
    }

    Answer list(GlanceApi.Asked asked) {
        var call = asked.call();
        int limit = Math.min(MOST, limit(call));
        var page = Page.of(candidates(asked), shown(asked).and(wanted(call)), 0, limit);
        var body =
                Json.object("images", Json.array(page.items(), render))
                        .put("first", path(withoutMarker(call.rawQuery())));
        var next = page.nextQuery(call, Image::id);
        if (next != null) {
            body.put("next", path(next));
        }
        return Answer.json(200, body.put("schema", "/v2/schemas/images"));
    }

    private static String path(String query) {
        return query.isEmpty() ? "/v2/images" : "/v2/images?" + query;
    }

    private static String withoutMarker(@Nullable String rawQuery) {
        if (rawQuery == null) {
            return "";
        }
        var query =
                UriComponentsBuilder.newInstance()
                        .query(rawQuery)
                        .replaceQueryParam("marker")
                        .build()
                        .getQuery();
        return query == null ? "" : query;
    }

    private static int limit(Call call) {
        var text = call.param("limit");
        if (text == null) {
            return DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit < 0) {
                throw new Refused(400, "limit param must be positive");
            }
            return limit;
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "limit param must be an integer");
        }
    }

    private Collection<Image> candidates(GlanceApi.Asked asked) {
        var call = asked.call();
        var markerId = call.param("marker");
        Image marker = null;
        if (markerId != null) {
            try {
                marker = images.visible(asked.caller(), markerId);
            } catch (Refused unknown) {
                throw new Refused(400, unknown.words());
            }
        }
        var order = order(call);
        return order != null
                ? Page.sorted(images.all(), order, marker)
                : marker == null ? images.all() : images.allAfter(marker);
    }

    /** Null for newest first. */
    private static @Nullable Comparator<Image> order(Call call) {
        var sort = call.param("sort");
        var key = sort != null ? sort.split("[:,]", -1)[0] : call.param("sort_key");
        var direction =
                sort != null ? (sort.contains(":asc") ? "asc" : "desc") : call.param("sort_dir");
        boolean ascending = "asc".equals(direction);
        if ((key == null || key.equals("created_at")) && !ascending) {
            return null;
        }
        Comparator<Image> order =
                switch (key) {
                    case "name" ->
                            Comparator.comparing(
                                    Image::name,
                                    Comparator.nullsFirst(Comparator.<String>naturalOrder()));
                    case "status" -> Comparator.comparing(Image::status);
                    case "id" -> Comparator.comparing(Image::id);
                    case "size" -> Comparator.comparingLong(i -> i.size() == null ? -1 : i.size());
                    case "updated_at" -> Comparator.comparing(Image::updatedAt);
                    case null, default -> Comparator.comparing(Image::createdAt);
                };
        order = order.thenComparing(Image::createdAt).thenComparing(Image::id);
        return ascending ? order : order.reversed();
    }

    /** Community images and hidden ones are shown only to those who ask for them. */
    private static Predicate<Image> shown(GlanceApi.Asked asked) {
        var visibility = asked.call().param("visibility");
        boolean hidden = "true".equalsIgnoreCase(asked.call().param("os_hidden"));
        return image -> {
            boolean own = asked.caller().project().id().equals(image.projectId());
            boolean seen =
                    switch (image.visibility()) {
                        case "public" -> true;
                        case "community" ->
                                own || "community".equals(visibility) || "all".equals(visibility);
                        default -> own || asked.caller().isAdmin();
                    };
            return seen
                    && !image.status().equals("killed")
                    && image.hidden() == hidden
                    && (visibility == null
                            || visibility.equals("all")
                            || visibility.equals(image.visibility()));
        };
    }

    private static Predicate<Image> wanted(Call call) {
        Predicate<Image> wanted = _ -> true;
        for (var tag : call.query().getOrDefault("tag", List.of())) {
            wanted = wanted.and(i -> i.tags().contains(tag));
        }
        for (var filter : call.query().toSingleValueMap().entrySet()) {
            var value = filter.getValue();
            if (!NOT_FILTERS.contains(filter.getKey()) && value != null) {
                wanted = wanted.and(filter(filter.getKey(), value));
            }
        }
        return wanted;
    }

    private static Predicate<Image> filter(String name, String value) {
        return switch (name) {
            case "created_at" -> time(value, Image::createdAt);
            case "updated_at" -> time(value, Image::updatedAt);
            case "size_min" -> size(number(value), Long.MAX_VALUE);
            case "size_max" -> size(Long.MIN_VALUE, number(value));
            case "protected" -> i -> i.isProtected() == Boolean.parseBoolean(value);
            case "owner" -> text(value, Image::projectId);
            case "id" -> text(value, Image::id);
            case "name" -> text(value, Image::name);
            case "status" -> text(value, Image::status);
            case "disk_format" -> text(value, Image::diskFormat);
            case "container_format" -> text(value, Image::containerFormat);
            case "checksum" -> text(value, Image::checksum);
            case "min_disk" -> text(value, i -> Integer.toString(i.minDisk()));
            case "min_ram" -> text(value, i -> Integer.toString(i.minRam()));
            default -> i -> value.equals(i.propertiesWithNulls().get(name));
        };
    }

    private static Predicate<Image> size(long least, long most) {
        return i -> i.size() != null && i.size() >= least && i.size() <= most;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "Unable to convert '%s' to a number".formatted(text));
        }
    }

    private static Predicate<Image> text(
            String value, Function<Image, @Nullable String> attribute) {
        if (value.startsWith("in:")) {
            var any = Arrays.asList(value.substring(3).split(","));
            return i -> any.contains(attribute.apply(i));
        }
        return i -> value.equals(attribute.apply(i));
    }

    private static Predicate<Image> time(String value, Function<Image, Instant> attribute) {
        var parts = value.split(":", 2);
        boolean hasOperator = parts.length == 2 && parts[0].matches("[a-z]+");
        var operator = hasOperator ? parts[0] : "eq";
        var wanted = instant(hasOperator ? parts[1] : value);
        return image -> {
            int order =
                    Long.compare(attribute.apply(image).getEpochSecond(), wanted.getEpochSecond());
            return switch (operator) {
                case "gt" -> order > 0;
                case "gte" -> order >= 0;
                case "lt" -> order < 0;
                case "lte" -> order <= 0;
                case "neq" -> order != 0;
                default -> order == 0;
            };
        };
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeParseException withoutZone) {
            try {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException notATime) {
                throw new Refused(400, "Invalid time format: " + text);
            }
        }
    }
}
