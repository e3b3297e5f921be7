package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImageFilter;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The images that there are, whatever Glance they are in. */
@RestController
@RequestMapping(path = ImagesController.PATH, produces = APPLICATION_JSON_VALUE)
class ImagesController {

    static final String PATH = "/v1/images";

    private final Images images;
    private final Snapshots snapshots;
    private final ImageCreations creations;
    private final Cloud cloud;
    private final ChangeRules rules;

    ImagesController(
            Images images,
            Snapshots snapshots,
            ImageCreations creations,
            Cloud cloud,
            ChangeRules rules) {
        this.images = images;
        this.snapshots = snapshots;
        this.creations = creations;
        this.cloud = cloud;
        this.rules = rules;
    }

    @ImageDocs.ListAll
    @GetMapping
    ImageList list(ServerHttpRequest request, @AuthenticationPrincipal Caller caller) {
        Parameters.eachOnce(request);
        var asked = new ImageParameters(request.getQueryParams());
        var filter = asked.filter(caller.projectId());
        int limit = asked.limit();
        var marker = asked.marker();
        return caller.acting(() -> list(request, caller, filter, limit, marker));
    }

    private ImageList list(
            ServerHttpRequest request,
            Caller caller,
            ImageFilter filter,
            int limit,
            @Nullable String marker) {
        if (!cloud.projectId().equals(caller.projectId())) {
            return new ImageList(List.of(), null);
        }
        Visibilities.refuseUnknownTo(images, filter.visibility());
        var page = page(filter, limit, marker);
        return new ImageList(
                page.images().stream().map(ImageAnswer::from).toList(),
                page.more() && !page.images().isEmpty()
                        ? Parameters.next(
                                PATH, request.getQueryParams(), page.images().getLast().id())
                        : null);
    }

    @ImageDocs.Read
    @GetMapping("/{id}")
    ImageAnswer read(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        return ImageAnswer.from(caller.acting(() -> find(caller, id)));
    }

    @ImageDocs.Change
    @PatchMapping(path = "/{id}", consumes = APPLICATION_JSON_VALUE)
    ImageAnswer change(
            @PathVariable String id,
            @RequestBody AskedChange asked,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        var change = rules.accepted(asked);
        return caller.acting(() -> change(caller, id, change));
    }

    private ImageAnswer change(Caller caller, String id, ImageChange change) {
        var image = own(caller, id);
        Visibilities.refuseUnknownTo(images, change.visibility());
        return images.change(image.id(), change)
                .map(ImageAnswer::from)
                .orElseThrow(() -> Ids.nothing("image", id));
    }

    @ImageDocs.Delete
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.onlyThePath(request);
        return caller.acting(() -> delete(caller, id));
    }

    private ResponseEntity<Void> delete(Caller caller, String id) {
        var image = own(caller, id);
        refuseProtected(image);
        refuseThatOfASnapshot(caller, image);
        var creation = creations.withVolumeOf(Whose.of(caller.projectId()), image);
        try {
            images.delete(image.id());
        } catch (Trouble trouble) {
            images.find(image.id()).ifPresent(ImagesController::refuseProtected); // meanwhile
            throw trouble;
        }
        creation.ifPresent(run -> creations.imageDeleted(run, caller.userName()));
        return ResponseEntity.noContent().build();
    }

    private Images.Page page(ImageFilter filter, int limit, @Nullable String marker) {
        try {
            return images.list(filter, limit, marker);
        } catch (Trouble trouble) {
            var upstream = trouble.problem().upstream();
            if (marker != null && upstream != null && upstream.status() == 400) {
                throw Refusal.invalid(
                        "marker must be the id of the last image of the page before; Glance does not take %s.",
                        marker);
            }
            throw trouble;
        }
    }

    private Image find(Caller caller, String id) {
        return images.find(Ids.inPath("image", id).toString())
                .filter(image -> image.mayBeSeenBy(caller.projectId()))
                .orElseThrow(() -> Ids.nothing("image", id));
    }

    /** Others' images may be seen where they are public, and not more. */
    private Image own(Caller caller, String id) {
        var image = find(caller, id);
        if (!image.isOf(caller.projectId())) {
            throw Refusal.of(
                    ProblemType.FORBIDDEN,
                    "Image %s is another project's; yours may look at it, but not change or delete it.",
                    image.id());
        }
        return image;
    }

    private static void refuseProtected(Image image) {
        if (image.isProtected()) {
            throw Refusal.of(
                    ProblemType.IMAGE_PROTECTED,
                    "Image %1$s is protected. Take that off before: PATCH %2$s/%1$s {\"protected\": false}.",
                    image.id(),
                    PATH);
        }
    }

    /** The volume snapshots would stay, and nobody would know what of. */
    private void refuseThatOfASnapshot(Caller caller, Image image) {
        snapshots
                .find(Whose.of(caller.projectId()), image)
                .ifPresent(snapshot -> {
                    throw Refusal.of(
                            ProblemType.IMAGE_OF_SNAPSHOT,
                            "Image %s is the image of snapshot %s, and its volume snapshots would stay. Delete that: DELETE %s/%2$s.",
                            image.id(),
                            snapshot.id(),
                            SnapshotsController.PATH);
                });
    }
}
