package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs.RequestKey;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Images that are made here. The work is a run, so the answer is held until that has ended. */
@RestController
class ImageCreationsController {

    static final String PATH = "/v1/image-creations";

    /** Enough for all but the slowest: nothing is copied unless the root becomes a location. */
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final ImageCreations creations;
    private final Images images;
    private final Cloud cloud;
    private final ImageRules rules;
    private final Held held;

    ImageCreationsController(
            ImageCreations creations, Images images, Cloud cloud, ImageRules rules, Held held) {
        this.creations = creations;
        this.images = images;
        this.cloud = cloud;
        this.rules = rules;
        this.held = held;
    }

    @ImageDocs.Create
    @PostMapping(
            path = ImagesController.PATH,
            consumes = APPLICATION_JSON_VALUE,
            produces = APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<?>> create(
            @RequestBody AskedImage asked,
            @RequestParam(required = false) @Nullable String wait,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "wait");
        var hold = Wait.of(wait, A_WHILE);
        var accepted = rules.accepted(asked);
        var key =
                RequestKeys.of(
                        request.getHeaders().getOrEmpty(RequestKeys.HEADER),
                        Map.of(ImagesController.PATH, asked));
        return held.untilTheEnd(
                        () -> caller.acting(() -> start(caller, accepted, key)),
                        run -> find(caller, run.id().toString()),
                        hold)
                .publishOn(held.blocking())
                .map(run -> caller.acting(() -> answer(run)));
    }

    @ImageDocs.Creation
    @GetMapping(path = PATH + "/{id}", produces = APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<ImageCreationAnswer>> read(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String wait,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request, "wait");
        var known = IfNoneMatch.of(request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH));
        return held.untilNews(() -> find(caller, id), known, Wait.of(wait))
                .map(run -> RunAnswer.read(run, known, ImageCreationAnswer.from(run)));
    }

    private Run<ImageCreation> start(
            Caller caller, ImageRequest request, @Nullable RequestKey key) {
        refuseForeign(caller);
        Visibilities.refuseUnknownTo(images, request.visibility());
        return creations.create(caller.projectId(), request, key, RequestId.ofTheWork());
    }

    private Run<ImageCreation> find(Caller caller, String id) {
        return creations
                .find(Reach.of(caller), Ids.inPath("image creation", id))
                .orElseThrow(() -> Ids.nothing("image creation", id));
    }

    /** Our credentials are of one project, and for no other can they make anything. */
    private void refuseForeign(Caller caller) {
        if (!cloud.projectId().equals(caller.projectId())) {
            throw Refusal.of(
                    ProblemType.OTHER_PROJECT,
                    "Stillframe works with the rights of another project here, and cannot make images in yours.");
        }
    }

    private ResponseEntity<?> answer(Run<ImageCreation> run) {
        var problem = Snapshot.problem(run.phase());
        if (problem != null) {
            return failed(run, problem);
        }
        return run.phase() instanceof Succeeded
                ? made(run)
                : RunAnswer.about(
                        run,
                        ResponseEntity.accepted().location(at(run)),
                        ImageCreationAnswer.from(run));
    }

    private ResponseEntity<?> made(Run<ImageCreation> run) {
        var id = Objects.requireNonNull(run.facts().imageId(), "it was made");
        var image =
                images.find(id)
                        .orElseThrow(() ->
                                Refusal.of(
                                        ProblemType.NOT_FOUND,
                                        "Image %s was made by this request, and has been deleted since.",
                                        id));
        return ResponseEntity.created(URI.create(ImagesController.PATH + "/" + id))
                .body(
                        new MadeImage(
                                ImageAnswer.from(image),
                                ImageCreationAnswer.strategy(run),
                                run.facts().warnings()));
    }

    /**
     * As every problem, but for the time to come back after: the same request with the same key
     * would find the same run.
     */
    private static ResponseEntity<?> failed(Run<ImageCreation> run, Problem problem) {
        var answer = ProblemAnswer.from(problem, ImagesController.PATH);
        return ResponseEntity.status(HttpStatus.valueOf(answer.status()))
                .location(at(run))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(answer);
    }

    private static URI at(Run<ImageCreation> run) {
        return URI.create(PATH + "/" + run.id());
    }
}
