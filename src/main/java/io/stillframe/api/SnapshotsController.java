package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotRequest;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Status;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Snapshots over HTTP. */
@RestController
@RequestMapping(path = SnapshotsController.PATH, produces = APPLICATION_JSON_VALUE)
class SnapshotsController {

    static final String PATH = "/v1/snapshots";

    private final Snapshots snapshots;
    private final Cloud cloud;
    private final RequestRules rules;
    private final LiveEvents liveEvents;
    private final Held held;
    private final Sight sight;

    SnapshotsController(
            Snapshots snapshots,
            Cloud cloud,
            RequestRules rules,
            LiveEvents liveEvents,
            Held held,
            Sight sight) {
        this.snapshots = snapshots;
        this.cloud = cloud;
        this.rules = rules;
        this.liveEvents = liveEvents;
        this.held = held;
        this.sight = sight;
    }

    @SnapshotDocs.Create
    @PostMapping(consumes = APPLICATION_JSON_VALUE)
    ResponseEntity<?> create(
            @RequestBody NewSnapshot asked,
            @RequestParam(name = "dry_run", required = false) @Nullable String dryRun,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "dry_run");
        var onlyLook = Parameters.flag("dry_run", dryRun);
        var accepted = rules.accepted(asked);
        var key = RequestKeys.of(request.getHeaders().getOrEmpty(RequestKeys.HEADER), asked);
        return caller.acting(() -> create(accepted, onlyLook, key, caller));
    }

    private ResponseEntity<?> create(
            SnapshotRequest accepted, boolean onlyLook, @Nullable RequestKey key, Caller caller) {
        refuseForeign(caller, accepted.serverId());
        if (onlyLook) {
            var planned = snapshots.dryRun(caller.projectId(), accepted);
            return ResponseEntity.ok(PlannedSnapshot.from(planned.facts()));
        }
        var run = snapshots.create(caller.projectId(), accepted, key, RequestId.ofTheWork());
        return about(run, ResponseEntity.accepted().location(URI.create(PATH + "/" + run.id())));
    }

    /** Not a plain value as the others: a held request must not cost a thread. */
    @SnapshotDocs.Read
    @GetMapping("/{id}")
    Mono<ResponseEntity<Snapshot>> read(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String wait,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "wait");
        var known = IfNoneMatch.of(request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH));
        return held.untilNews(() -> find(caller, id), known, Wait.of(wait))
                .map(run -> RunAnswer.read(run, known, Snapshot.from(run)));
    }

    @SnapshotDocs.ListAll
    @GetMapping
    SnapshotList list(
            @RequestParam(name = "server_id", required = false) @Nullable String serverId,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String marker,
            @RequestParam(name = Reach.ALL_PROJECTS, required = false) @Nullable String allProjects,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "server_id", "status", "limit", "marker", Reach.ALL_PROJECTS);
        var whose = Reach.of(caller, allProjects);
        int most = Parameters.limit(limit);
        var found =
                snapshots.list(
                        whose,
                        serverId == null ? null : Ids.in("server_id", serverId),
                        standings(status),
                        most + 1,
                        marker == null ? null : marker(whose, marker));
        var page = found.stream().limit(most).map(Snapshot::from).toList();
        return new SnapshotList(
                page,
                found.size() > most
                        ? Parameters.next(PATH, request.getQueryParams(), page.getLast().id())
                        : null);
    }

    @SnapshotDocs.Delete
    @DeleteMapping("/{id}")
    ResponseEntity<Snapshot> delete(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.onlyThePath(request);
        var found = find(caller, id);
        var run =
                caller.actingOn(
                        found.owner(),
                        () -> {
                            sight.require(found);
                            return snapshots.delete(found, by(caller, found));
                        });
        return about(run, ResponseEntity.accepted());
    }

    @SnapshotDocs.Cancel
    @PostMapping("/{id}/cancel")
    ResponseEntity<Snapshot> cancel(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.onlyThePath(request);
        var found = find(caller, id);
        var run = lending(caller, found, () -> snapshots.cancel(found, by(caller, found)));
        return about(run, ResponseEntity.accepted());
    }

    @SnapshotDocs.Retry
    @PostMapping("/{id}/retry")
    ResponseEntity<Snapshot> retry(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.onlyThePath(request);
        var found = find(caller, id);
        refuseElsewhere(caller, found);
        var run = caller.acting(() -> snapshots.retry(found, by(caller, found)));
        return about(run, ResponseEntity.accepted());
    }

    /** As a list at once, or as a stream that costs no thread while nothing happens. */
    @SnapshotDocs.Events
    @GetMapping(
            path = "/{id}/events",
            produces = {APPLICATION_JSON_VALUE, TEXT_EVENT_STREAM_VALUE})
    ResponseEntity<?> events(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        if (!LiveEvents.askedFor(request.getHeaders())) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(EventList.from(snapshots.entries(find(caller, id).id(), 0)));
        }
        long last = LiveEvents.last(request.getHeaders());
        return liveEvents
                .after(last, find(caller, id), caller)
                .<ResponseEntity<?>>map(LiveEvents::answer)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    private Run<ServerSnapshot> find(Caller caller, String id) {
        return snapshots
                .find(Reach.of(caller), Ids.inPath("snapshot", id))
                .orElseThrow(() -> Ids.nothing("snapshot", id));
    }

    /** As the history tells it to the snapshot's own project. */
    private static String by(Caller caller, Run<ServerSnapshot> run) {
        return Reach.elsewhere(caller, run)
                ? "%s (admin of project %s)".formatted(caller.userName(), caller.projectId())
                : caller.userName();
    }

    /** What is under way has its own project's rights, which are the better ones to undo it. */
    private static <T> T lending(Caller caller, Run<ServerSnapshot> run, Supplier<T> work) {
        return Reach.elsewhere(caller, run) ? work.get() : caller.acting(work);
    }

    /** Trying again makes things, as creating does. */
    private static void refuseElsewhere(Caller caller, Run<ServerSnapshot> run) {
        if (Reach.elsewhere(caller, run)) {
            throw Refusal.of(
                    ProblemType.FORBIDDEN,
                    "Snapshot %s is project %s's, and trying again makes things there: send a token of that project.",
                    run.id(),
                    run.owner());
        }
    }

    /** Our credentials are of one project, and for no other can they do anything. */
    private void refuseForeign(Caller caller, String serverId) {
        if (!cloud.projectId().equals(caller.projectId())) {
            throw Refusal.of(
                    ProblemType.SERVER_NOT_FOUND,
                    "There is no server %s in this project.",
                    serverId);
        }
    }

    private UUID marker(Whose whose, String text) {
        return Ids.read(text)
                .filter(id -> snapshots.find(whose, id).isPresent())
                .orElseThrow(() ->
                        Refusal.invalid(
                                "marker must be the id of the last snapshot of the page before; %s is none.",
                                Refusal.quoted(text)));
    }

    private static Set<Standing> standings(@Nullable String status) {
        if (status == null) {
            return EnumSet.allOf(Standing.class);
        }
        return Status.of(status)
                .orElseThrow(() ->
                        Refusal.invalid(
                                "status must be one of %s; it is %s.",
                                Status.words(), Refusal.quoted(status)))
                .standings();
    }

    private static ResponseEntity<Snapshot> about(
            Run<ServerSnapshot> run, ResponseEntity.BodyBuilder answer) {
        return RunAnswer.about(run, answer, Snapshot.from(run));
    }
}
