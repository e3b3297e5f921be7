package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Ids;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Volume;
import io.stillframe.sandbox.world.VolumeWish;
import io.stillframe.sandbox.world.Volumes;
import io.stillframe.sandbox.world.World;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Cinder's volumes. */
final class CinderVolumes {

    private static final CinderListing.Keys<Volume> KEYS =
            new CinderListing.Keys<>() {
                @Override
                public Instant createdAt(Volume v) {
                    return v.createdAt();
                }

                @Override
                public @Nullable String name(Volume v) {
                    return v.name();
                }

                @Override
                public int size(Volume v) {
                    return v.sizeGib();
                }

                @Override
                public String status(Volume v) {
                    return v.status();
                }

                @Override
                public String id(Volume v) {
                    return v.id();
                }
            };

    private final World world;
    private final Volumes volumes;
    private final Catalog catalog;

    CinderVolumes(World world, Catalog catalog) {
        this.world = world;
        this.volumes = world.volumes();
        this.catalog = catalog;
    }

    Answer list(CinderApi.Asked asked, boolean detailed) {
        var call = asked.call();
        checkAllTenants(asked);
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
                        "volumes",
                        Json.array(page.items(), v -> detailed ? full(asked, v) : brief(v)));
        var next = page.nextQuery(call, Volume::id);
        if (next != null) {
            body.set(
                    "volumes_links",
                    Json.array(Json.link("next", catalog.at(call.path() + "?" + next))));
        }
        return Answer.json(200, body);
    }

    /** Unlike the list of volume snapshots. */
    private static void checkAllTenants(CinderApi.Asked asked) {
        var word = asked.call().param("all_tenants");
        if (asked.caller().isAdmin() && word != null && !PythonBoolean.isOne(word)) {
            throw new Refused(
                    400, "Value '%s' for 'all_tenants' is not a boolean.".formatted(word));
        }
    }

    private Collection<Volume> candidates(CinderApi.Asked asked) {
        var markerId = asked.call().param("marker");
        var marker = markerId == null ? null : volumes.visible(asked.caller(), markerId);
        var own = asked.caller().project().id();
        var order = CinderListing.order(asked.call(), KEYS);
        if (order != null) {
            return Page.sorted(
                    asked.asksForAllProjects() ? volumes.all() : volumes.of(own), order, marker);
        }
        if (asked.asksForAllProjects()) {
            return marker == null ? volumes.all() : volumes.allAfter(marker);
        }
        return marker == null ? volumes.of(own) : volumes.ofAfter(own, marker);
    }

    private static Predicate<Volume> wanted(CinderApi.Asked asked) {
        var call = asked.call();
        var name = call.param("name");
        var status = call.param("status");
        var bootable = call.param("bootable");
        var metadata = CinderListing.metadata(call.param("metadata"));
        return v ->
                asked.asksForThoseOf(v.projectId())
                        && (name == null || name.equals(v.name()))
                        && (status == null || status.equals(v.status()))
                        && (bootable == null || Boolean.parseBoolean(bootable) == v.bootable())
                        && v.metadata().entrySet().containsAll(metadata.entrySet());
    }

    Answer show(CinderApi.Asked asked) {
        return Answer.json(200, Json.object("volume", full(asked, volume(asked))));
    }

    Answer create(CinderApi.Asked asked) {
        var wish = asked.json().path("volume");
        if (!wish.isObject()) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute volume. Value: None. None is not of type 'object'");
        }
        var name = wish.path("name").asString(null);
        CinderSnapshots.checkLength("name", name);
        var snapshotId = wish.path("snapshot_id").asString(null);
        var imageId = wish.path("imageRef").asString(null);
        var sourceId = wish.path("source_volid").asString(null);
        var volume =
                volumes.create(
                        asked.caller(),
                        new VolumeWish(
                                name,
                                wish.path("description").asString(null),
                                size(wish.path("size").asString(null)),
                                wish.path("volume_type").asString(null),
                                Json.stringMap(wish.path("metadata")),
                                snapshotId == null
                                        ? null
                                        : world.snapshots().visible(asked.caller(), snapshotId),
                                imageId == null
                                        ? null
                                        : world.images().visible(asked.caller(), imageId),
                                sourceId == null
                                        ? null
                                        : volumes.visible(asked.caller(), sourceId)));
        var body =
                full(asked, volume)
                        .put("created_at", Times.exact(volume.createdAt()))
                        .putNull("updated_at");
        body.remove("os-vol-tenant-attr:tenant_id");
        body.remove("volume_image_metadata");
        return Answer.json(202, Json.object("volume", body));
    }

    private static @Nullable Integer size(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException notANumber) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute size. Value: %s. '%s' does not match '^[0-9]+$'"
                            .formatted(text, text));
        }
    }

    Answer update(CinderApi.Asked asked) {
        var volume = volume(asked);
        var wish = asked.json().path("volume");
        volumes.update(
                volume,
                wish.path("name").asString(null),
                wish.path("description").asString(null),
                wish.has("metadata") ? Json.stringMap(wish.path("metadata")) : null);
        return Answer.json(200, Json.object("volume", full(asked, volume)));
    }

    Answer delete(CinderApi.Asked asked) {
        volumes.delete(asked.caller(), asked.call().variable("id"));
        return Answer.empty(202);
    }

    Answer action(CinderApi.Asked asked) {
        var wish = asked.json().path("os-set_bootable");
        if (!wish.isObject()) {
            throw new Refused(400, "There is no such action.");
        }
        var volume = volume(asked);
        volumes.setBootable(
                volume,
                PythonBoolean.of(wish.path("bootable"), false),
                new LinkedHashMap<>(volume.imageMetadata()));
        return Answer.empty(200);
    }

    Answer encryption(CinderApi.Asked asked) {
        var volume = volume(asked);
        return Answer.json(
                200,
                !volume.encrypted()
                        ? Json.object()
                        : Json.object()
                                .put("encryption_key_id", keyId(volume))
                                .put("control_location", "front-end")
                                .put("cipher", "aes-xts-plain64")
                                .put("key_size", 256)
                                .put("provider", "luks"));
    }

    private static String keyId(Volume volume) {
        return Ids.uuidOf("key of " + volume.id());
    }

    Answer metadata(CinderApi.Asked asked) {
        return Answer.json(200, Json.object("metadata", Json.strings(volume(asked).metadata())));
    }

    Answer addMetadata(CinderApi.Asked asked) {
        var volume = volume(asked);
        var metadata = new LinkedHashMap<>(volume.metadata());
        metadata.putAll(Json.stringMap(asked.json().path("metadata")));
        volumes.update(volume, null, null, metadata);
        return metadata(asked);
    }

    private Volume volume(CinderApi.Asked asked) {
        return volumes.visible(asked.caller(), asked.call().variable("id"));
    }

    private ObjectNode brief(Volume volume) {
        return Json.object()
                .put("id", volume.id())
                .put("name", volume.name())
                .set("links", links(volume));
    }

    private ObjectNode full(CinderApi.Asked asked, Volume volume) {
        var node =
                Json.object()
                        .put("id", volume.id())
                        .put("status", volume.status())
                        .put("size", volume.sizeGib())
                        .put("availability_zone", "nova")
                        .put("created_at", Times.stored(volume.createdAt()))
                        .put("updated_at", Times.stored(volume.updatedAt()))
                        .put("name", volume.name())
                        .put("description", volume.description())
                        .put("volume_type", volume.type().name())
                        .put("snapshot_id", volume.origin() == null ? null : volume.origin().id())
                        .put("source_volid", volume.source() == null ? null : volume.source().id())
                        .set("metadata", Json.strings(volume.metadata()))
                        .set("links", links(volume))
                        .put("user_id", volume.userId())
                        .put("bootable", Boolean.toString(volume.bootable())) // a string, in Cinder
                        .put("encrypted", volume.encrypted())
                        .putNull("replication_status")
                        .putNull("consistencygroup_id")
                        .put("multiattach", volume.multiattach())
                        .set("attachments", attachments(volume));
        if (asked.isAtLeast("3.13")) {
            node.putNull("group_id");
        }
        if (asked.isAtLeast("3.48")) {
            node.put("shared_targets", false).putNull("service_uuid");
        }
        if (asked.isAtLeast("3.63")) {
            node.put("volume_type_id", volume.type().id());
        }
        if (asked.isAtLeast("3.64") && volume.encrypted()) {
            node.put("encryption_key_id", keyId(volume));
        }
        if (asked.isAtLeast("3.65")) {
            node.put("consumes_quota", true);
        }
        node.put("os-vol-tenant-attr:tenant_id", volume.projectId());
        if (!volume.imageMetadata().isEmpty()) {
            node.set("volume_image_metadata", Json.strings(volume.imageMetadata()));
        }
        return node;
    }

    private static ArrayNode attachments(Volume volume) {
        return Json.array(
                volume.attachments(),
                attachment ->
                        Json.object()
                                .put("id", volume.id())
                                .put("attachment_id", attachment.id())
                                .put("volume_id", volume.id())
                                .put("server_id", attachment.server().id())
                                .putNull("host_name")
                                .put("device", attachment.device())
                                .put("attached_at", Times.stored(attachment.attachedAt())));
    }

    private ArrayNode links(Volume volume) {
        var path = volume.projectId() + "/volumes/" + volume.id();
        return Json.array(
                Json.link("self", catalog.at("/volume/v3/" + path)),
                Json.link("bookmark", catalog.at("/volume/" + path)));
    }
}
