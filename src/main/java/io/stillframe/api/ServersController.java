package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Volume;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What can be snapshotted. */
@RestController
class ServersController {

    private static final String PATH = "/v1/servers";

    private final Servers servers;
    private final Volumes volumes;
    private final Cloud cloud;

    ServersController(Servers servers, Volumes volumes, Cloud cloud) {
        this.servers = servers;
        this.volumes = volumes;
        this.cloud = cloud;
    }

    @CloudDocs.Servers
    @GetMapping(path = PATH, produces = APPLICATION_JSON_VALUE)
    ServerList list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String marker,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "limit", "marker");
        int most = Parameters.limit(limit);
        var after = marker == null ? null : Ids.in("marker", marker);
        return caller.acting(() -> list(caller, most, after));
    }

    private ServerList list(Caller caller, int most, @Nullable String after) {
        if (!cloud.projectId().equals(caller.projectId())) {
            return new ServerList(List.of(), null);
        }
        var page = page(most, after);
        var own =
                page.servers().stream()
                        .filter(server -> server.projectId().equals(caller.projectId()))
                        .toList();
        var attached = attached(own);
        return new ServerList(
                own.stream().map(server -> ServerList.Listed.from(server, attached)).toList(),
                page.more() && !page.servers().isEmpty()
                        ? "%s?limit=%d&marker=%s"
                                .formatted(PATH, most, page.servers().getLast().id())
                        : null);
    }

    private Servers.Page page(int limit, @Nullable String after) {
        try {
            return servers.list(limit, after);
        } catch (Trouble trouble) {
            var upstream = trouble.problem().upstream();
            if (after != null && upstream != null && upstream.status() == 400) {
                throw Refusal.invalid(
                        "marker must be the id of the last server of the page before; Nova does not take %s.",
                        after);
            }
            throw trouble;
        }
    }

    private Map<String, Volume> attached(List<Server> servers) {
        var ids =
                servers.stream().flatMap(server -> server.volumeIds().stream()).distinct().toList();
        return ids.isEmpty()
                ? Map.of()
                : volumes.find(ids).stream()
                        .collect(
                                Collectors.toMap(Volume::id, Function.identity(), (one, _) -> one));
    }
}
