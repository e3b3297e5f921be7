package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Flavor;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.Server;
import io.stillframe.sandbox.world.Servers;
import io.stillframe.sandbox.world.World;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Lists, shows, boots and deletes servers. */
final class NovaServers {

    private static final int MOST = 1000;

    private final World world;
    private final Servers servers;
    private final ServerView view;
    private final Catalog catalog;

    NovaServers(World world, Catalog catalog) {
        this.world = world;
        this.servers = world.servers();
        this.view = new ServerView(catalog);
        this.catalog = catalog;
    }

    Answer list(NovaApi.Asked asked, boolean detailed) {
        var call = asked.call();
        int limit = Math.min(MOST, NovaAttachments.number(call, "limit", MOST));
        var markerId = call.param("marker");
        var marker =
                markerId == null
                        ? null
                        : servers.find(markerId)
                                .filter(s -> asked.caller().maySee(s.projectId()))
                                .orElseThrow(() ->
                                        new Refused(
                                                400, "marker [%s] not found".formatted(markerId)));
        boolean everybodys = asksForAllProjects(asked, detailed);
        var own = asked.caller().project().id();
        var candidates =
                everybodys
                        ? (marker == null ? servers.all() : servers.allAfter(marker))
                        : (marker == null ? servers.of(own) : servers.ofAfter(own, marker));
        var page = Page.of(candidates, wanted(call, everybodys), 0, limit);
        var body =
                Json.object(
                        "servers",
                        Json.array(
                                page.items(), s -> detailed ? view.full(asked, s) : view.brief(s)));
        var next = page.nextQuery(call, Server::id);
        if (next != null) {
            var path = call.path().substring(call.path().indexOf("/servers"));
            body.set(
                    "servers_links",
                    Json.array(Json.link("next", catalog.at("/compute/v2.1" + path + "?" + next))));
        }
        return Answer.json(200, body);
    }

    Answer show(NovaApi.Asked asked) {
        return Answer.json(200, Json.object("server", view.full(asked, server(asked))));
    }

    Answer create(NovaApi.Asked asked) {
        var wish = asked.json().path("server");
        if (!wish.path("name").isString() || !wish.has("flavorRef")) {
            throw new Refused(
                    400,
                    "Invalid input for field/attribute server. Value: {}. '%s' is a required property"
                            .formatted(wish.path("name").isString() ? "flavorRef" : "name"));
        }
        var image = wish.path("imageRef").asString("");
        var devices =
                NovaBlockDevices.read(
                        asked, wish.path("block_device_mapping_v2"), !image.isEmpty());
        var server =
                servers.boot(
                        asked.caller(),
                        new Servers.BootWish(
                                wish.path("name").asString(),
                                flavor(wish.path("flavorRef").asString("")),
                                image.isEmpty()
                                        ? null
                                        : image.substring(image.lastIndexOf('/') + 1),
                                devices,
                                Json.stringMap(wish.path("metadata"))));
        return Answer.json(
                        202,
                        Json.object(
                                "server",
                                view.created(server, world.ids().uuid().substring(0, 12))))
                .with("Location", catalog.at("/compute/v2.1/servers/" + server.id()));
    }

    Answer delete(NovaApi.Asked asked) {
        servers.delete(asked.caller(), asked.call().variable("id"));
        return Answer.empty(204);
    }

    /**
     * Only what changes a status; a snapshot made by Nova itself is what this project is there to
     * replace.
     */
    Answer action(NovaApi.Asked asked) {
        var server = server(asked);
        var action = asked.json().propertyNames().stream().findFirst().orElse("");
        var status =
                switch (action) {
                    case "os-stop" -> "SHUTOFF";
                    case "os-start", "unpause", "resume", "reboot" -> "ACTIVE";
                    case "pause" -> "PAUSED";
                    case "suspend" -> "SUSPENDED";
                    default -> throw new Refused(400, "There is no such action: " + action);
                };
        servers.setStatus(server, status, null);
        return Answer.empty(202);
    }

    private Server server(NovaApi.Asked asked) {
        return servers.visible(asked.caller(), asked.call().variable("id"));
    }

    private static Flavor flavor(String ref) {
        try {
            return Flavor.named(ref.substring(ref.lastIndexOf('/') + 1));
        } catch (Refused unknown) {
            throw new Refused(400, unknown.words());
        }
    }

    /** Only administrators may; a word without a value means yes. */
    private static boolean asksForAllProjects(NovaApi.Asked asked, boolean detailed) {
        if (!asked.call().query().containsKey("all_tenants")) {
            return false;
        }
        var word = Objects.requireNonNullElse(asked.call().param("all_tenants"), "");
        if (!word.isEmpty() && !PythonBoolean.isOne(word)) {
            throw new Refused(
                    400,
                    "Unrecognized value '%s', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'"
                            .formatted(word));
        }
        boolean wanted = word.isEmpty() || PythonBoolean.of(word);
        if (wanted && !asked.caller().isAdmin()) {
            throw new Refused(
                    403,
                    "Policy doesn't allow os_compute_api:servers:%s:get_all_tenants to be performed."
                            .formatted(detailed ? "detail" : "index"));
        }
        return wanted;
    }

    /** By either of its names. */
    private static @Nullable String projectIn(Call call) {
        var project = call.param("project_id");
        return project != null ? project : call.param("tenant_id");
    }

    /** Nova matches a name as a regular expression, anywhere in it. */
    private static Predicate<Server> wanted(Call call, boolean everybodys) {
        Predicate<Server> wanted = _ -> true;
        var project = projectIn(call);
        if (project != null && everybodys) {
            wanted = wanted.and(s -> s.projectId().equals(project));
        }
        var name = call.param("name");
        if (name != null) {
            var pattern = pattern(name);
            wanted = wanted.and(s -> pattern.matcher(s.name()).find());
        }
        var status = call.param("status");
        if (status != null) {
            wanted = wanted.and(s -> s.status().equalsIgnoreCase(status));
        }
        var image = call.param("image");
        if (image != null) {
            wanted = wanted.and(s -> image.equals(s.imageId()));
        }
        var flavor = call.param("flavor");
        if (flavor != null) {
            wanted = wanted.and(s -> s.flavor().id().equals(flavor));
        }
        return wanted;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException notAPattern) {
            throw new Refused(400, "Invalid input for query parameters name. Value: " + text);
        }
    }
}
