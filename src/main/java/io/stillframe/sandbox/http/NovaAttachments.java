package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Attachment;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.World;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The volumes of a server, as Nova shows them; what it shows depends much on the microversion. */
final class NovaAttachments {

    private static final int MOST = 1000;

    private final World world;

    NovaAttachments(World world) {
        this.world = world;
    }

    Answer list(NovaApi.Asked asked) {
        var server = server(asked);
        int limit = Math.min(MOST, number(asked.call(), "limit", MOST));
        int offset = number(asked.call(), "offset", 0);
        var page = Page.of(server.attachments(), _ -> true, offset, limit);
        return Answer.json(
                200,
                Json.object("volumeAttachments", Json.array(page.items(), a -> render(asked, a))));
    }

    Answer show(NovaApi.Asked asked) {
        var volumeId = asked.call().variable("volume");
        var server = server(asked);
        return server.attachments().stream()
                .filter(a -> a.volume().id().equals(volumeId))
                .findFirst()
                .map(a -> Answer.json(200, Json.object("volumeAttachment", render(asked, a))))
                .orElseThrow(() ->
                        new Refused(
                                404,
                                "Instance %s is not attached to volume %s"
                                        .formatted(server.id(), volumeId)));
    }

    Answer attach(NovaApi.Asked asked) {
        var wish = asked.json().path("volumeAttachment");
        var attachment =
                world.servers()
                        .attachVolume(
                                asked.caller(),
                                asked.call().variable("id"),
                                wish.path("volumeId").asString(""),
                                wish.path("tag").asString(null),
                                wish.path("delete_on_termination").asBoolean(false));
        return Answer.json(200, Json.object("volumeAttachment", render(asked, attachment)));
    }

    Answer detach(NovaApi.Asked asked) {
        world.servers()
                .detachVolume(
                        asked.caller(),
                        asked.call().variable("id"),
                        asked.call().variable("volume"));
        return Answer.empty(202);
    }

    private static ObjectNode render(NovaApi.Asked asked, Attachment attachment) {
        var node = Json.object();
        if (!asked.isAtLeast("2.89")) {
            node.put("id", attachment.volume().id());
        }
        node.put("volumeId", attachment.volume().id())
                .put("serverId", attachment.server().id())
                .put("device", attachment.device());
        if (asked.isAtLeast("2.70")) {
            node.put("tag", attachment.tag());
        }
        if (asked.isAtLeast("2.79")) {
            node.put("delete_on_termination", attachment.deleteOnTermination());
        }
        if (asked.isAtLeast("2.89")) {
            node.put("attachment_id", attachment.id()).put("bdm_uuid", attachment.bdmId());
        }
        return node;
    }

    private Server server(NovaApi.Asked asked) {
        return world.servers().visible(asked.caller(), asked.call().variable("id"));
    }

    static int number(Call call, String name, int otherwise) {
        @Nullable String text = call.param(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw new Refused(
                400,
                "Invalid input for query parameters %s. Value: %s. '%s' does not match '^[0-9]*$'"
                        .formatted(name, text, text));
    }
}
