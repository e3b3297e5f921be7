package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.ColumnText;
import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.LooseTime;
import io.stillframe.sandbox.world.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a listing of images is asked for; whatever is no attribute is the name of a property. */
final class GlanceFilters {

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
                    "tag",
                    "deleted");
    private static final Map<String, Function<Image, @Nullable String>> BY_OPERATOR =
            Map.of(
                    "name", Image::name,
                    "id", Image::id,
                    "status", Image::status,
                    "disk_format", Image::diskFormat,
                    "container_format", Image::containerFormat);
    private static final Map<String, Function<Image, @Nullable String>> BY_TEXT =
            Map.of(
                    "owner", Image::owner,
                    "checksum", Image::checksum,
                    "os_hash_value", Image::hash);
    private static final Map<String, Function<Image, @Nullable Long>> BY_NUMBER =
            Map.of(
                    "size",
                    Image::size,
                    "virtual_size",
                    Image::virtualSize,
                    "min_disk",
                    image -> (long) image.minDisk(),
                    "min_ram",
                    image -> (long) image.minRam());
    private static final Set<String> NOT_COLUMNS = Set.of("locations", "properties", "members");
    private static final Pattern QUOTED_OR_NOT =
            Pattern.compile("\"([^\"\\\\]*(?:\\\\.[^\"\\\\]*)*)\",?|([^,]+),?|,");

    private GlanceFilters() {}

    /** Of a filter that comes twice the last one counts, but for tags: an image needs all. */
    static Predicate<Image> of(Call call) {
        if (!call.query().getOrDefault("changes-since", List.of()).isEmpty()) {
            throw new Refused(400, "The \"changes-since\" filter is no longer available on v2.");
        }
        Predicate<Image> wanted = _ -> true;
        for (var tag : call.query().getOrDefault("tag", List.of())) {
            wanted = wanted.and(i -> i.tags().stream().anyMatch(t -> ColumnText.areSame(t, tag)));
        }
        for (var filter : call.query().entrySet()) {
            if (!NOT_FILTERS.contains(filter.getKey())) {
                var value = Objects.requireNonNullElse(filter.getValue().getLast(), "");
                wanted = wanted.and(filter(filter.getKey(), value));
            }
        }
        return wanted;
    }

    private static Predicate<Image> filter(String name, String value) {
        if (name.endsWith("_min") || name.endsWith("_max")) {
            return range(name, value);
        }
        var byOperator = BY_OPERATOR.get(name);
        if (byOperator != null) {
            return text(value, byOperator);
        }
        var byText = BY_TEXT.get(name);
        if (byText != null) {
            return image -> ColumnText.areSame(byText.apply(image), value);
        }
        var byNumber = BY_NUMBER.get(name);
        if (byNumber != null) {
            long number = leadingNumber(value);
            return image -> Objects.equals(byNumber.apply(image), number);
        }
        if (NOT_COLUMNS.contains(name)) {
            throw Refused.failure();
        }
        return switch (name) {
            case "created_at" -> time(name, value, Image::createdAt);
            case "updated_at" -> time(name, value, Image::updatedAt);
            case "protected" -> {
                boolean wanted = truth(name, value, value);
                yield image -> image.isProtected() == wanted;
            }
            default ->
                    image ->
                            image.propertiesWithNulls().entrySet().stream()
                                    .filter(p -> ColumnText.areSame(p.getKey(), name))
                                    .anyMatch(p -> ColumnText.areSame(p.getValue(), value));
        };
    }

    /** In words that are all small, as Glance wants them. */
    static boolean truth(String name, String value, String said) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new Refused(
                    400,
                    "Invalid value '%s' for '%s' filter. Valid values are 'true' or 'false'."
                            .formatted(said, name));
        }
        return value.equals("true");
    }

    /** Every name that ends so is taken for a range, also that of a property; then Glance fails. */
    private static Predicate<Image> range(String name, String value) {
        long limit;
        try {
            limit = Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "Unable to filter on a range with a non-numeric value.");
        }
        var attribute = BY_NUMBER.get(name.substring(0, name.length() - "_min".length()));
        if (attribute == null) {
            throw Refused.failure();
        }
        boolean isLeast = name.endsWith("_min");
        return image -> {
            var number = attribute.apply(image);
            return number != null && (isLeast ? number >= limit : number <= limit);
        };
    }

    /** What the database reads at the beginning of a text, or else zero. */
    static long leadingNumber(String text) {
        var digits = text.strip().replaceFirst("^(-?[0-9]{0,18}).*$", "$1");
        return digits.isEmpty() || digits.equals("-") ? 0 : Long.parseLong(digits);
    }

    /** A value with a colon in it needs an operator, or what stands before it is taken for one. */
    private static Predicate<Image> text(
            String value, Function<Image, @Nullable String> attribute) {
        int colon = LooseTime.parse(value).isPresent() ? -1 : value.indexOf(':');
        var operand = value.substring(colon + 1);
        var operator = colon < 0 ? "eq" : value.substring(0, colon);
        return switch (operator) {
            case "eq" -> image -> ColumnText.areSame(attribute.apply(image), operand);
            case "in" -> {
                var any = split(operand);
                yield image ->
                        any.stream().anyMatch(v -> ColumnText.areSame(attribute.apply(image), v));
            }
            default ->
                    throw new Refused(
                            400, "Unable to filter by unknown operator '%s'.".formatted(operator));
        };
    }

    /** At commas, but not within double quotes. A backslash keeps a quote, and stays. */
    private static List<String> split(String value) {
        checkQuotes(value);
        var values = new ArrayList<String>();
        var matcher = QUOTED_OR_NOT.matcher(value);
        while (matcher.find()) {
            var quoted = matcher.group(1);
            var plain = matcher.group(2);
            values.add(
                    quoted != null && !quoted.isEmpty()
                            ? quoted
                            : Objects.requireNonNullElse(plain, ""));
        }
        return values;
    }

    private static void checkQuotes(String value) {
        boolean opens = true;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) != '"' || (i > 0 && value.charAt(i - 1) == '\\')) {
                continue;
            }
            if (opens && i > 0 && value.charAt(i - 1) != ',') {
                throw quotes(value, "There is no comma before opening quotation mark.");
            }
            if (!opens && i + 1 < value.length() && value.charAt(i + 1) != ',') {
                throw quotes(value, "There is no comma after closing quotation mark.");
            }
            opens = !opens;
        }
        if (!opens) {
            throw quotes(value, "The quote is not closed.");
        }
    }

    private static Refused quotes(String value, String what) {
        return new Refused(400, "Invalid filter value %s. %s".formatted(value, what));
    }

    /** To the second, as the database keeps them. */
    private static Predicate<Image> time(
            String name, String value, Function<Image, Instant> attribute) {
        var whole = LooseTime.parse(value);
        int colon = whole.isPresent() ? -1 : value.indexOf(':');
        var wanted =
                LooseTime.parse(value.substring(colon + 1))
                        .orElseThrow(() ->
                                new Refused(
                                        400,
                                        "Bad \"%s\" query filter format. Use ISO 8601 DateTime notation."
                                                .formatted(name)));
        var operator = colon < 0 ? "eq" : value.substring(0, colon);
        Predicate<Integer> fits =
                switch (operator) {
                    case "eq" -> order -> order == 0;
                    case "neq" -> order -> order != 0;
                    case "gt" -> order -> order > 0;
                    case "gte" -> order -> order >= 0;
                    case "lt" -> order -> order < 0;
                    case "lte" -> order -> order <= 0;
                    default -> throw new Refused(400, "Unable to filter on a unknown operator.");
                };
        return image ->
                fits.test(
                        Long.compare(
                                attribute.apply(image).getEpochSecond(), wanted.getEpochSecond()));
    }
}
