package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Strategy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses, before any call to the cloud, what cannot become a snapshot. */
record RequestRules(SnapshotSettings settings) {

    static final String CRASH = "crash";

    SnapshotRequest accepted(NewSnapshot asked) {
        if (asked.serverId() == null) {
            throw Refusal.invalid(
                    "server_id is missing: send {\"server_id\": \"<id of the server>\"}.");
        }
        var serverId = Ids.in("server_id", asked.serverId());
        var name = asked.name() == null ? null : name(asked.name());
        var description =
                asked.description() == null ? null : Texts.line("description", asked.description());
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
                PropertyRules.OF_A_NEW_IMAGE.accepted(asked.properties()),
                new Visibilities(settings).orPrivate(asked.visibility()));
    }

    private static String name(String name) {
        if (name.isBlank()) {
            throw Refusal.invalid(
                    "name is blank. Leave it out to get the server's name and the time.");
        }
        return Texts.line("name", name);
    }

    static Strategy strategy(@Nullable String word) {
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
}
