package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Strategy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses, before any call to the cloud, what cannot become a snapshot. */
record RequestRules(SnapshotSettings settings) {

    static final String CRASH = "crash";

    private static final String PRIVATE = "private";
    private static final Set<String> VISIBILITIES =
            Set.of(PRIVATE, "shared", "community", "public");
    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_VALUE = 65_535;
    private static final int MOST_PROPERTIES = 100;

    SnapshotRequest accepted(NewSnapshot asked) {
        if (asked.serverId() == null) {
            throw Refusal.invalid(
                    "server_id is missing: send {\"server_id\": \"<id of the server>\"}.");
        }
        var serverId = Ids.in("server_id", asked.serverId());
        var name = asked.name() == null ? null : name(asked.name());
        var description =
                asked.description() == null ? null : line("description", asked.description());
        var strategy = strategy(asked.strategy());
        var mappingWithoutRoot = Boolean.FALSE.equals(asked.rootInMapping());
        if (mappingWithoutRoot && strategy != Strategy.AUTO && strategy != Strategy.ROOT_LOCATION) {
            throw Refusal.invalid(
                    "root_in_mapping false is only for the strategy root-location: with %s the image would have no root. Leave it out: the mapping then holds every volume.",
                    strategy.word());
        }
        var root =
                asked.rootVolumeId() == null
                        ? null
                        : Ids.in("root_volume_id", asked.rootVolumeId());
        var excluded = excluded(asked.excludeVolumeIds());
        refuseUnknownConsistency(asked.consistency());
        return new SnapshotRequest(
                serverId,
                name,
                description,
                strategy,
                mappingWithoutRoot,
                root,
                excluded,
                properties(asked.properties()),
                visibility(asked.visibility()));
    }

    private static String name(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid(
                    "name is blank. Leave it out to get the server's name and the time.");
        }
        return line("name", name);
    }

    private static String line(String field, String text) {
        if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            throw Refusal.invalid(
                    "%s has more than %d characters; shorten it.", field, LONGEST_TEXT);
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid("%s must be one line without control characters.", field);
        }
        return unicode(field, text);
    }

    /** Half a surrogate pair is no character, and would reach the cloud as a question mark. */
    private static String unicode(String field, String text) {
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            throw Refusal.invalid("%s is not valid Unicode (half a surrogate pair).", field);
        }
        return text;
    }

    private static Strategy strategy(@Nullable String word) {
        if (word == null) {
            return Strategy.AUTO;
        }
        return Strategy.of(word)
                .orElseThrow(() ->
                        Refusal.of(
                                ProblemType.UNKNOWN_STRATEGY,
                                "There is no strategy %s; there are %s.",
                                Refusal.quoted(word),
                                Stream.of(Strategy.values())
                                        .map(Strategy::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static List<String> excluded(@Nullable List<@Nullable String> ids) {
        return ids == null
                ? List.of()
                : ids.stream()
                        .map(id -> Ids.in("exclude_volume_ids", String.valueOf(id)))
                        .distinct()
                        .toList();
    }

    private static void refuseUnknownConsistency(@Nullable String word) {
        if (word != null && !word.equals(CRASH)) {
            throw Refusal.of(
                    ProblemType.UNKNOWN_CONSISTENCY,
                    "There is no consistency %s; there is %s.",
                    Refusal.quoted(word),
                    CRASH);
        }
    }

    private static Map<String, String> properties(
            @Nullable Map<String, @Nullable String> properties) {
        var accepted = new TreeMap<String, String>();
        if (properties == null) {
            return accepted;
        }
        if (properties.size() > MOST_PROPERTIES) {
            throw Refusal.invalid(
                    "properties has %d entries; at most %d are allowed.",
                    properties.size(), MOST_PROPERTIES);
        }
        properties.forEach((name, value) -> accepted.put(propertyName(name), value(name, value)));
        return accepted;
    }

    private static String propertyName(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid("properties has an entry with a blank name; name it.");
        }
        line("properties: the name " + Refusal.quoted(name), name);
        if (!SnapshotRequest.maySet(name)) {
            throw Refusal.invalid(
                    "properties: %s is not for callers to set. Take it out.", Refusal.quoted(name));
        }
        return name;
    }

    private static String value(String name, @Nullable String value) {
        var field = "properties: the value of " + Refusal.quoted(name);
        if (value == null) {
            throw Refusal.invalid("%s must be a text; it is null.", field);
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            throw Refusal.invalid(
                    "%s is longer than %d bytes in UTF-8; shorten it.", field, LONGEST_VALUE);
        }
        if (value.indexOf('\0') >= 0) {
            throw Refusal.invalid("%s has a NUL character, which no service stores.", field);
        }
        return unicode(field, value);
    }

    private String visibility(@Nullable String word) {
        if (word == null) {
            return PRIVATE;
        }
        if (!VISIBILITIES.contains(word)) {
            throw Refusal.invalid(
                    "visibility must be private, shared, community or public; it is %s.",
                    Refusal.quoted(word));
        }
        if (!word.equals(PRIVATE) && !settings.visibilities().contains(word)) {
            throw Refusal.of(
                    ProblemType.VISIBILITY,
                    "visibility %s is not allowed here, only private: others cannot boot an image that points to your volume snapshots, and one that holds the root disk would hand it to them. An operator can allow it for this cloud.",
                    word);
        }
        return word;
    }
}
