package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Server;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server as Nova writes it: more of it with each microversion, and most of it for administrators.
 */
final class ServerView {

    private static final String HOST = "9627df74690a10ece4af19c4b805a313960077c0ca0a6845be5c9265";

    private final Catalog catalog;

    ServerView(Catalog catalog) {
        this.catalog = catalog;
    }

    ObjectNode brief(Server server) {
        var node = Json.object().put("id", server.id()).put("name", server.name());
        node.set("links", links(server));
        return node;
    }

    ObjectNode created(Server server, String password) {
        var node = Json.object().put("id", server.id());
        node.set("links", links(server));
        node.put("OS-DCF:diskConfig", "MANUAL");
        node.set("security_groups", Json.array(Json.object().put("name", "default")));
        return node.put("adminPass", password);
    }

    ObjectNode full(NovaApi.Asked asked, Server server) {
        boolean running = server.launchedAt() != null;
        var node =
                Json.object()
                        .put("id", server.id())
                        .put("name", server.name())
                        .put("status", server.status())
                        .put("tenant_id", server.projectId())
                        .put("user_id", server.userId());
        node.set("metadata", Json.strings(server.metadata()));
        node.put("hostId", running ? HOST : "");
        if (server.imageId() == null) {
            node.put("image", ""); // not null: so a volume-backed server is known
        } else {
            var bookmark = Json.link("bookmark", catalog.at("/compute/images/" + server.imageId()));
            node.set(
                    "image",
                    Json.object().put("id", server.imageId()).set("links", Json.array(bookmark)));
        }
        node.set("flavor", flavor(asked, server));
        node.put("created", Times.seconds(server.createdAt()))
                .put("updated", Times.seconds(server.updatedAt()));
        node.set("addresses", Json.object());
        node.put("accessIPv4", "").put("accessIPv6", "");
        node.set("links", links(server));
        node.put("OS-DCF:diskConfig", "MANUAL");
        if (server.faultMessage() != null) {
            node.set(
                    "fault",
                    Json.object()
                            .put("code", 500)
                            .put("created", Times.seconds(server.updatedAt()))
                            .put("message", server.faultMessage()));
        } else {
            node.put("progress", 0);
        }
        node.put("OS-EXT-AZ:availability_zone", running ? "nova" : "")
                .put("config_drive", "")
                .putNull("key_name")
                .put("OS-SRV-USG:launched_at", Times.stored(server.launchedAt()))
                .putNull("OS-SRV-USG:terminated_at");
        if (asked.caller().isAdmin()) {
            addForAdministrators(asked, node, server);
        }
        node.put("OS-EXT-STS:task_state", server.taskState())
                .put("OS-EXT-STS:vm_state", server.vmState())
                .put("OS-EXT-STS:power_state", server.powerState());
        node.set("os-extended-volumes:volumes_attached", volumes(asked, server));
        addNewer(asked, node, server);
        return node;
    }

    private static void addForAdministrators(NovaApi.Asked asked, ObjectNode node, Server server) {
        node.put("OS-EXT-SRV-ATTR:host", "sandbox")
                .put("OS-EXT-SRV-ATTR:instance_name", "instance-" + server.id().substring(0, 8))
                .put("OS-EXT-SRV-ATTR:hypervisor_hostname", "sandbox");
        if (asked.isAtLeast("2.3")) {
            node.put("OS-EXT-SRV-ATTR:reservation_id", "r-" + server.id().substring(0, 8))
                    .put("OS-EXT-SRV-ATTR:launch_index", 0)
                    .put("OS-EXT-SRV-ATTR:hostname", server.name())
                    .put("OS-EXT-SRV-ATTR:kernel_id", "")
                    .put("OS-EXT-SRV-ATTR:ramdisk_id", "")
                    .put("OS-EXT-SRV-ATTR:root_device_name", server.rootDevice())
                    .putNull("OS-EXT-SRV-ATTR:user_data");
        }
    }

    private static void addNewer(NovaApi.Asked asked, ObjectNode node, Server server) {
        if (asked.isAtLeast("2.16") && asked.caller().isAdmin()) {
            node.put("host_status", "UP");
        }
        if (asked.isAtLeast("2.9")) {
            node.put("locked", false);
        }
        if (asked.isAtLeast("2.73")) {
            node.putNull("locked_reason");
        }
        if (asked.isAtLeast("2.19")) {
            node.putNull("description");
        }
        if (asked.isAtLeast("2.26")) {
            node.set("tags", Json.array());
        }
        if (asked.isAtLeast("2.63")) {
            node.putNull("trusted_image_certificates");
        }
        if (asked.isAtLeast("2.90") && !asked.caller().isAdmin()) {
            node.put("OS-EXT-SRV-ATTR:hostname", server.name());
        }
        if (asked.isAtLeast("2.71")) {
            node.set("server_groups", Json.array());
        }
    }

    private ObjectNode flavor(NovaApi.Asked asked, Server server) {
        var flavor = server.flavor();
        if (!asked.isAtLeast("2.47")) {
            var bookmark = Json.link("bookmark", catalog.at("/compute/flavors/" + flavor.id()));
            return Json.object().put("id", flavor.id()).set("links", Json.array(bookmark));
        }
        return Json.object()
                .put("vcpus", flavor.vcpus())
                .put("ram", flavor.ramMib())
                .put("disk", flavor.diskGib())
                .put("ephemeral", 0)
                .put("swap", 0)
                .put("original_name", flavor.name())
                .set("extra_specs", Json.object());
    }

    private static ArrayNode volumes(NovaApi.Asked asked, Server server) {
        return Json.array(
                server.attachments(),
                attachment -> {
                    var node = Json.object().put("id", attachment.volume().id());
                    return asked.isAtLeast("2.3")
                            ? node.put("delete_on_termination", attachment.deleteOnTermination())
                            : node;
                });
    }

    private ArrayNode links(Server server) {
        return Json.array(
                Json.link("self", catalog.at("/compute/v2.1/servers/" + server.id())),
                Json.link("bookmark", catalog.at("/compute/servers/" + server.id())));
    }
}
