package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.Snapshots;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
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

    @LeftoverDocs.ListAll
    @GetMapping(path = "/v1/leftovers", produces = APPLICATION_JSON_VALUE)
    LeftoverList list(
            @RequestParam(name = Reach.ALL_PROJECTS, required = false) @Nullable String allProjects,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, Reach.ALL_PROJECTS);
        var whose = Reach.of(caller, allProjects);
        return LeftoverList.from(snapshots.leftovers(whose), images.leftovers(whose));
    }
}
