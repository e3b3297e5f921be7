package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.Snapshots;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What could not be removed. */
@RestController
class LeftoversController {

    private final Snapshots snapshots;
    private final ImageCreations images;

    LeftoversController(Snapshots snapshots, ImageCreations images) {
        this.snapshots = snapshots;
        this.images = images;
    }

    @SnapshotDocs.Leftovers
    @GetMapping(path = "/v1/leftovers", produces = APPLICATION_JSON_VALUE)
    LeftoverList list(ServerHttpRequest request, @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        var project = caller.projectId();
        return LeftoverList.from(snapshots.leftovers(project), images.leftovers(project));
    }
}
