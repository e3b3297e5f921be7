package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Messages.Message;
import io.stillframe.sandbox.world.Quotas.Usage;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.VolumeType;
import io.stillframe.sandbox.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What Cinder says about itself: limits, quotas, types, and why something failed. */
final class CinderLimits {

    private static final Duration KEPT = Duration.ofDays(30);

    private final World world;
    private final Catalog catalog;

    CinderLimits(World world, Catalog catalog) {
        this.world = world;
        this.catalog = catalog;
    }

    Answer limits(CinderApi.Asked asked) {
        var quotas = world.quotas().of(asked.caller().project().id());
        var absolute =
                Json.object()
                        .put("maxTotalVolumes", limit(quotas, "volumes"))
                        .put("maxTotalSnapshots", limit(quotas, "snapshots"))
                        .put("maxTotalVolumeGigabytes", limit(quotas, "gigabytes"))
                        .put("maxTotalBackups", limit(quotas, "backups"))
                        .put("maxTotalBackupGigabytes", limit(quotas, "backup_gigabytes"))
                        .put("totalVolumesUsed", used(quotas, "volumes"))
                        .put("totalGigabytesUsed", used(quotas, "gigabytes"))
                        .put("totalSnapshotsUsed", used(quotas, "snapshots"))
                        .put("totalBackupsUsed", 0)
                        .put("totalBackupGigabytesUsed", 0);
        return Answer.json(
                200,
                Json.object("limits", Json.object("rate", Json.array()).set("absolute", absolute)));
    }

    private static int limit(Map<String, Usage> quotas, String name) {
        var usage = quotas.get(name);
        return usage == null ? -1 : usage.limit();
    }

    private static int used(Map<String, Usage> quotas, String name) {
        var usage = quotas.get(name);
        return usage == null ? 0 : usage.inUse();
    }

    Answer quotaSet(CinderApi.Asked asked) {
        var target = asked.call().variable("target");
        if (!asked.caller().maySee(target)) {
            throw new Refused(
                    403, "Policy doesn't allow volume_extension:quotas:show to be performed.");
        }
        boolean usage = asked.call().isSet("usage");
        var set = Json.object();
        world.quotas()
                .of(target)
                .forEach((name, quota) -> {
                    if (usage) {
                        set.set(name, usage(quota));
                    } else {
                        set.put(name, quota.limit());
                    }
                });
        return Answer.json(200, Json.object("quota_set", set.put("id", target)));
    }

    private static ObjectNode usage(Usage usage) {
        return Json.object()
                .put("limit", usage.limit())
                .put("in_use", usage.inUse())
                .put("reserved", usage.reserved());
    }

    /** From 3.3 on; by resource from 3.5, before that the filter is taken off. */
    Answer messages(CinderApi.Asked asked) {
        if (!asked.isAtLeast("3.3")) {
            return HtmlFault.noSuchPath();
        }
        var resource = asked.isAtLeast("3.5") ? asked.call().param("resource_uuid") : null;
        var wanted =
                world.messages().of(asked.caller().project().id()).stream()
                        .filter(m -> resource == null || resource.equals(m.resourceId()))
                        .limit(CinderApi.number(asked.call(), "limit", CinderListing.MOST))
                        .toList();
        return Answer.json(
                200, Json.object("messages", Json.array(wanted, m -> message(asked, m))));
    }

    private ObjectNode message(CinderApi.Asked asked, Message message) {
        var path = asked.caller().project().id() + "/messages/" + message.id();
        return Json.object()
                .put("id", message.id())
                .put("event_id", message.eventId())
                .put("user_message", message.text())
                .put("message_level", "ERROR")
                .put("created_at", Times.stored(message.createdAt()))
                .put("guaranteed_until", Times.stored(message.createdAt().plus(KEPT)))
                .put("request_id", "req-" + message.id())
                .set(
                        "links",
                        Json.array(
                                Json.link("self", catalog.at("/volume/v3/" + path)),
                                Json.link("bookmark", catalog.at("/volume/" + path))))
                .put("resource_type", message.resourceType())
                .put("resource_uuid", message.resourceId());
    }

    Answer types(CinderApi.Asked asked) {
        var all =
                asked.call().param("marker") == null
                        ? world.volumes().types()
                        : List.<VolumeType>of();
        return Answer.json(
                200,
                Json.object(
                        "volume_types",
                        Json.array(
                                all, t -> type(t).put("os-volume-type-access:is_public", true))));
    }

    Answer type(CinderApi.Asked asked) {
        var id = asked.call().variable("id");
        var type =
                id.equals("default")
                        ? world.volumes().defaultType()
                        : world.volumes()
                                .findType(id)
                                .orElseThrow(() ->
                                        new Refused(
                                                404,
                                                "Volume type %s could not be found."
                                                        .formatted(id)));
        return Answer.json(200, Json.object("volume_type", type(type)));
    }

    private static ObjectNode type(VolumeType type) {
        var specs = Json.object();
        if (type.multiattach()) {
            specs.put("multiattach", "<is> True");
        }
        return Json.object()
                .put("id", type.id())
                .put("name", type.name())
                .put("is_public", true)
                .put(
                        "description",
                        type.name().equals("__DEFAULT__") ? "Default Volume Type" : null)
                .set("extra_specs", specs);
    }
}
