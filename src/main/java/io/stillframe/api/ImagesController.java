package io.stillframe.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.stillframe.identity.Caller;
import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.MappingText;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Images, with their mapping readable. */
@RestController
class ImagesController {

    private final Images images;
    private final MappingText mappingText = new MappingText();

    ImagesController(Images images) {
        this.images = images;
    }

    @CloudDocs.Image
    @GetMapping(path = "/v1/images/{id}", produces = APPLICATION_JSON_VALUE)
    ImageAnswer read(
            @PathVariable String id,
            ServerHttpRequest request,
            @AuthenticationPrincipal Caller caller) {
        Parameters.only(request);
        return images.find(Ids.inPath("image", id).toString())
                .filter(image -> maySee(caller, image))
                .map(image -> ImageAnswer.from(image, mappingText.entriesOf(image)))
                .orElseThrow(() -> Ids.nothing("image", id));
    }

    /**
     * What our credentials can see is more than the caller may, where they are an administrator's.
     */
    private static boolean maySee(Caller caller, Image image) {
        return caller.projectId().equals(image.projectId()) || image.visibility().equals("public");
    }
}
