package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.V1Images;
import io.stillframe.sandbox.world.World;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The projects that an image is shared with, version 1 of the API. */
final class GlanceV1Members {

    private final V1Images images;

    GlanceV1Members(World world) {
        this.images = world.v1Images();
    }

    Answer list(GlanceApi.Asked asked) {
        var image = images.visible(asked.caller(), asked.call().variable("id"));
        return Answer.json(
                200,
                Json.object(
                        "members",
                        Json.array(
                                image.members().entrySet(),
                                each ->
                                        Json.object()
                                                .put("member_id", each.getKey())
                                                .put("can_share", each.getValue()))));
    }

    Answer replace(GlanceApi.Asked asked) {
        var members = new LinkedHashMap<String, Boolean>();
        var complaint = "Invalid membership association specified";
        for (var each : asked.call().json(complaint).path("memberships")) {
            if (!each.path("member_id").isString()) {
                throw new Refused(400, complaint);
            }
            members.put(each.path("member_id").asString(), mayShare(each));
        }
        images.share(asked.caller(), asked.call().variable("id"), members, true);
        return Answer.empty(204);
    }

    /** The body is optional. */
    Answer add(GlanceApi.Asked asked) {
        var call = asked.call();
        boolean mayShare =
                call.body().length > 0 && mayShare(call.json("JSON body expected").path("member"));
        images.share(
                asked.caller(),
                call.variable("id"),
                Map.of(call.variable("member"), mayShare),
                false);
        return Answer.empty(204);
    }

    private static boolean mayShare(JsonNode node) {
        return PythonBoolean.of(node.path("can_share"), false);
    }

    Answer remove(GlanceApi.Asked asked) {
        images.unshare(
                asked.caller(), asked.call().variable("id"), asked.call().variable("member"));
        return Answer.empty(204);
    }

    Answer shared(GlanceApi.Asked asked) {
        var member = asked.call().variable("member");
        if (!asked.caller().maySee(member)) {
            throw new Refused(403, "Access was denied to this resource.");
        }
        var shared =
                images.all(false).filter(image -> image.members().containsKey(member)).toList();
        return Answer.json(
                200,
                Json.object(
                        "shared_images",
                        Json.array(
                                shared,
                                image ->
                                        Json.object()
                                                .put("image_id", image.id())
                                                .put(
                                                        "can_share",
                                                        image.members()
                                                                .getOrDefault(member, false)))));
    }
}
