package io.stillframe.api;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which images a caller wants to see, by the parameters of its request: what is no parameter of
 * ours is the name of a property.
 */
record ImageParameters(MultiValueMap<String, String> parameters) {

    static final String NAME = "name";
    static final String STATUS = "status";
    static final String VISIBILITY = "visibility";
    static final String CHANGED_SINCE = "changed_since";
    static final String LIMIT = "limit";
    static final String MARKER = "marker";

    private static final Set<String> OURS =
            Set.of(NAME, STATUS, VISIBILITY, CHANGED_SINCE, LIMIT, MARKER);

    /** RFC 3339; Java alone takes times without seconds, too. */
    private static final Pattern TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)",
                    Pattern.CASE_INSENSITIVE);

    ImageFilter filter(String viewer) {
        var name = value(NAME);
        var status = value(STATUS);
        var visibility = value(VISIBILITY);
        var changedSince = value(CHANGED_SINCE);
        return new ImageFilter(
                viewer,
                name == null ? null : Texts.line(NAME, name),
                status == null ? null : status(status),
                visibility == null ? null : Visibilities.known(visibility),
                changedSince == null ? null : time(changedSince),
                properties());
    }

    int limit() {
        return Parameters.limit(value(LIMIT));
    }

    @Nullable String marker() {
        var marker = value(MARKER);
        return marker == null ? null : Ids.in(MARKER, marker);
    }

    /** Null where it is not given; {@code ?x} says as much as {@code ?x=}. */
    private @Nullable String value(String name) {
        if (!parameters.containsKey(name)) {
            return null;
        }
        var value = parameters.getFirst(name);
        return value == null ? "" : value;
    }

    private TreeMap<String, String> properties() {
        var properties = new TreeMap<String, String>();
        for (var name : parameters.keySet()) {
            var value = value(name);
            if (!OURS.contains(name) && value != null) {
                properties.put(property(name), PropertyRules.text("Parameter " + name, value));
            }
        }
        return properties;
    }

    private static String property(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid("There is a parameter without a name; leave it out.");
        }
        if (!ImageFilter.isProperty(name)) {
            throw Refusal.invalid(
                    "There is no parameter %s here; known are %s, and the names of custom properties, of which this is none.",
                    Refusal.quoted(name), OURS.stream().sorted().collect(Collectors.joining(", ")));
        }
        return Texts.line("The parameter " + Refusal.quoted(name), name);
    }

    private static Image.Status status(String word) {
        var status = Image.Status.of(word);
        if (status == Image.Status.UNKNOWN || !status.word().equals(word)) {
            throw Refusal.invalid(
                    "status must be one of %s; it is %s.",
                    Stream.of(Image.Status.values())
                            .filter(known -> known != Image.Status.UNKNOWN)
                            .map(Image.Status::word)
                            .collect(Collectors.joining(", ")),
                    Refusal.quoted(word));
        }
        return status;
    }

    private static Instant time(String text) {
        try {
            if (TIME.matcher(text).matches()) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (DateTimeParseException notATime) {
            // refused below, with what is none at all
        }
        throw Refusal.invalid(
                "changed_since must be a time as in RFC 3339, such as 2026-11-22T13:05:03Z or 2026-11-22T14:05:03+01:00 (with + as %%2B); it is %s.",
                Refusal.quoted(text));
    }
}
