package io.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageRequest;
import io.stillframe.snapshot.ServerSnapshot.OwnImage;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class LeftoversApiTest extends ApiTest {

    private static final UUID CREATION = UUID.fromString("66666666-6666-4666-8666-666666666666");
    private static final String IMAGE = "77777777-7777-4777-8777-777777777777";

    @Autowired MemoryRuns<ImageCreation> imageRuns;
    @Autowired Plan<ImageCreation> imagePlan;

    @Test
    void tellsWhatTheMakingOfAnImageHasLeft() {
        var problem = Problem.refusal("image-protected", "The image is protected.");
        var run = creation();
        imageRuns.start(Decision.first(run, List.of()), null);
        assertThat(get("/v1/leftovers").body()).isEqualTo("{\"leftovers\":[]}");

        imageRuns.put(
                MemoryRuns.next(
                        run,
                        new Phase.Stuck("register-image", problem, new Reason.Failure(problem))));

        assertThat(get("/v1/leftovers").json())
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"leftovers": [{
                                  "kind": "image",
                                  "id": "%s",
                                  "project_id": "%s",
                                  "snapshot_id": null,
                                  "image_creation_id": "%s",
                                  "why": "The image is protected."
                                }]}
                                """
                                        .formatted(IMAGE, World.PROJECT, CREATION)));
        for (var token : new String[] {Slice.FOREIGN, Slice.ADMIN}) {
            assertThat(get("/v1/leftovers", "X-Auth-Token", token).body())
                    .isEqualTo("{\"leftovers\":[]}");
        }
        assertThat(get("/v1/leftovers?all_projects=true", "X-Auth-Token", Slice.ADMIN).body())
                .isEqualTo(get("/v1/leftovers").body());
    }

    private Run<ImageCreation> creation() {
        var request =
                new ImageRequest(
                        "golden", "private", 0, 0, Map.of(), List.of(), null, Strategy.AUTO);
        var facts = ImageCreation.of(request).as(new OwnImage(IMAGE, true, false, false));
        return Run.of(
                CREATION,
                imagePlan,
                World.PROJECT,
                CREATION.toString(),
                facts,
                Slice.PATIENCE,
                Instant.parse("2026-11-22T13:05:01Z"));
    }
}
