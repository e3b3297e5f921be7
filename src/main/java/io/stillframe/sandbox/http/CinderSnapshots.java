package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.PythonText;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.VolumeSnapshot;
import io.stillframe.sandbox.world.VolumeSnapshots;
import io.stillframe.sandbox.world.VolumeSnapshots.SnapshotWish;
import io.stillframe.sandbox.world.World;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cinder's volume snapshots. */
final class CinderSnapshots {

    private static final int LONGEST = 255;
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");
    private static final Set<String> WORDS =
            Set.of(
                    "volume_id",
                    "name",
                    "description",
                    "display_name",
                    "display_description",
                    "force",
                    "metadata");

    private static final CinderListing.Keys<VolumeSnapshot> KEYS =
            new CinderListing.Keys<>() {
                @Override
                public Instant createdAt(VolumeSnapshot s) {
                    return s.createdAt();
                }

                @Override
                public @Nullable String name(VolumeSnapshot s) {
                    return s.name();
                }

                @Override
                public int size(VolumeSnapshot s) {
                    return s.sizeGib();
                }

                @Override
                public String status(VolumeSnapshot s) {
                    return s.status();
                }

                @Override
                public String id(VolumeSnapshot s) {
                    return s.id();
                }
            };

    private final VolumeSnapshots snapshots;
    private final Catalog catalog;

    CinderSnapshots(World world, Catalog catalog) {
        this.snapshots = world.snapshots();
        this.catalog = catalog;
    }

    Answer list(CinderApi.Asked asked, boolean detailed) {
        var call = asked.call();
        int limit =
                Math.min(CinderListing.MOST, CinderApi.number(call, "limit", CinderListing.MOST));
        var page =
                Page.of(
                        candidates(asked),
                        wanted(asked),
                        CinderApi.number(call, "offset", 0),
                        limit);
        var body =
                Json.object(
                        "snapshots",
                        Json.array(page.items(), s -> detailed ? full(asked, s) : brief(asked, s)));
        var next = page.nextQuery(call, VolumeSnapshot::id);
        if (next != null) {
            body.set(
                    "snapshots_links",
                    Json.array(Json.link("next", catalog.at(call.path() + "?" + next))));
        }
        return Answer.json(200, body);
    }

    private Collection<VolumeSnapshot> candidates(CinderApi.Asked asked) {
        var markerId = asked.call().param("marker");
        var marker = markerId == null ? null : snapshots.visible(asked.caller(), markerId);
        var own = asked.caller().project().id();
        var order = CinderListing.order(asked.call(), KEYS);
        if (order != null) {
            return Page.sorted(
                    asked.asksForAllProjects() ? snapshots.all() : snapshots.of(own),
                    order,
                    marker);
        }
        if (asked.asksForAllProjects()) {
            return marker == null ? snapshots.all() : snapshots.allAfter(marker);
        }
        return marker == null ? snapshots.of(own) : snapshots.ofAfter(own, marker);
    }

    private static Predicate<VolumeSnapshot> wanted(CinderApi.Asked asked) {
        var call = asked.call();
        var name = call.param("name");
        var status = call.param("status");
        var volume = call.param("volume_id");
        // Below 3.22 Cinder takes the filter off and returns everything, without a word.
        var metadata =
                asked.isAtLeast("3.22")
                        ? CinderListing.metadata(call.param("metadata"))
                        : Map.<String, String>of();
        return s ->
                asked.asksForThoseOf(s.projectId())
                        && (name == null || name.equals(s.name()))
                        && (status == null || status.equals(s.status()))
                        && (volume == null || volume.equals(s.volume().id()))
                        && s.metadata().entrySet().containsAll(metadata.entrySet());
    }

    Answer show(CinderApi.Asked asked) {
        return Answer.json(200, Json.object("snapshot", full(asked, snapshot(asked))));
    }

    Answer create(CinderApi.Asked asked) {
        var wish = asked.json().path("snapshot");
        checkForm(wish);
        boolean force = PythonBoolean.of(wish.path("force"), false);
        if (asked.isAtLeast("3.66")) {
            if (wish.has("force") && !force) {
                throw new Refused(
                        400,
                        "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward"
                                + " compatability, however, when the 'force' flag is passed with a value evaluating to True, it"
                                + " is silently ignored.");
            }
            force = true; // from here on a volume in use needs none
        }
        var snapshot =
                snapshots.create(
                        asked.caller(),
                        new SnapshotWish(
                                wish.path("volume_id").asString(""),
                                wish.path("name")
                                        .asString(wish.path("display_name").asString(null)),
                                wish.path("description").asString(null),
                                Json.stringMap(wish.path("metadata")),
                                force));
        var body = brief(asked, snapshot).put("created_at", Times.exact(snapshot.createdAt()));
        return Answer.json(202, Json.object("snapshot", body));
    }

    private static void checkForm(JsonNode wish) {
        if (!wish.isObject()) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute snapshot. Value: None. None is not of type 'object'");
        }
        if (!wish.has("volume_id")) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute snapshot. Value: %s. 'volume_id' is a required property"
                            .formatted(python(wish)));
        }
        for (var name : wish.propertyNames()) {
            if (!WORDS.contains(name)) {
                throw new Refused(
                        400,
                        "Invalid input for field/attribute snapshot. Value: %s. Additional properties are not allowed ('%s' was unexpected)"
                                .formatted(python(wish), name));
            }
        }
        var volumeId = wish.path("volume_id").asString("");
        if (!UUID.matcher(volumeId).matches()) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute volume_id. Value: %s. '%s' is not valid under any of the given schemas"
                            .formatted(volumeId, volumeId));
        }
        checkLength("name", wish.path("name").asString(null));
        checkLength("description", wish.path("description").asString(null));
        Json.stringMap(wish.path("metadata"))
                .forEach((key, value) -> {
                    checkLength("metadata", key);
                    checkLength(key, value);
                });
    }

    private static String python(JsonNode node) {
        return PythonText.of(Json.MAPPER.treeToValue(node, Object.class));
    }

    static void checkLength(String name, @Nullable String value) {
        if (value != null && value.length() > LONGEST) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute %s. Value: %s. '%s' is too long"
                            .formatted(name, value, value));
        }
    }

    Answer update(CinderApi.Asked asked) {
        var wish = asked.json().path("snapshot");
        snapshots.update(
                snapshot(asked),
                wish.path("name").asString(null),
                wish.path("description").asString(null));
        return Answer.json(200, Json.object("snapshot", brief(asked, snapshot(asked))));
    }

    Answer delete(CinderApi.Asked asked) {
        snapshots.delete(asked.caller(), asked.call().variable("id"));
        return Answer.empty(202);
    }

    /** What only an administrator may do to a snapshot that is stuck. */
    Answer action(CinderApi.Asked asked) {
        var reset = asked.json().path("os-reset_status");
        if (!reset.isObject()) {
            throw new Refused(400, "There is no such action.");
        }
        if (!asked.caller().isAdmin()) {
            throw new Refused(
                    403,
                    "Policy doesn't allow volume_extension:snapshot_admin_actions:reset_status to be performed.");
        }
        snapshots.setStatus(snapshot(asked), reset.path("status").asString("error"));
        return Answer.empty(202);
    }

    Answer metadata(CinderApi.Asked asked) {
        return Answer.json(200, Json.object("metadata", Json.strings(snapshot(asked).metadata())));
    }

    Answer changeMetadata(CinderApi.Asked asked, boolean keepingTheRest) {
        var metadata = new LinkedHashMap<String, String>();
        if (keepingTheRest) {
            metadata.putAll(snapshot(asked).metadata());
        }
        metadata.putAll(Json.stringMap(asked.json().path("metadata")));
        snapshots.setMetadata(snapshot(asked), metadata);
        return metadata(asked);
    }

    private VolumeSnapshot snapshot(CinderApi.Asked asked) {
        return snapshots.visible(asked.caller(), asked.call().variable("id"));
    }

    private static ObjectNode brief(CinderApi.Asked asked, VolumeSnapshot snapshot) {
        var node =
                Json.object()
                        .put("id", snapshot.id())
                        .put("created_at", Times.stored(snapshot.createdAt()))
                        .put("updated_at", Times.stored(snapshot.updatedAt()))
                        .put("name", snapshot.name())
                        .put("description", snapshot.description())
                        .put("volume_id", snapshot.volume().id())
                        .put("status", snapshot.status())
                        .put("size", snapshot.sizeGib())
                        .set("metadata", Json.strings(snapshot.metadata()));
        if (asked.isAtLeast("3.14")) {
            node.putNull("group_snapshot_id");
        }
        if (asked.isAtLeast("3.41")) {
            node.put("user_id", snapshot.userId());
        }
        if (asked.isAtLeast("3.65")) {
            node.put("consumes_quota", true);
        }
        return node;
    }

    private static ObjectNode full(CinderApi.Asked asked, VolumeSnapshot snapshot) {
        return brief(asked, snapshot)
                .put("os-extended-snapshot-attributes:project_id", snapshot.projectId())
                .put("os-extended-snapshot-attributes:progress", snapshot.progress());
    }
}
