package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Ladder;
import io.stillframe.snapshot.ProblemType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was found out about the cloud. */
@RestController
class CloudController {

    private final Cloud cloud;
    private final Ladder ladder;

    CloudController(Cloud cloud, Ladder ladder) {
        this.cloud = cloud;
        this.ladder = ladder;
    }

    @CloudDocs.About
    @GetMapping(path = "/v1/cloud", produces = APPLICATION_JSON_VALUE)
    CloudAnswer read(ServerHttpRequest request, @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        return caller.acting(() -> about(caller));
    }

    private CloudAnswer about(Caller caller) {
        if (!cloud.projectId().equals(caller.projectId())) {
            throw Refusal.of(
                    ProblemType.NOT_FOUND,
                    "Stillframe works for another project here, and can do nothing for yours.");
        }
        return CloudAnswer.from(cloud, ladder);
    }
}
