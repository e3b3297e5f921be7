package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Status;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the making of an image has come, as callers read it. */
@Schema(name = "ImageCreation")
record ImageCreationAnswer(
        UUID id,
        @Schema(
                        allowableValues = {
                            "creating",
                            "available",
                            "failed",
                            "stuck",
                            "deleting",
                            "deleted"
                        },
                        description =
                                "failed: undone, nothing is left; stuck: something is left, see leftovers; deleted: the image was deleted, and the volume made for it is gone, too.")
                String status,
        @Schema(description = "Whose it is.") @JsonProperty("project_id") String projectId,
        @Schema(description = "Null until it is available.") @JsonProperty("image_id")
                @Nullable String imageId,
        @Schema(description = "The one taken; null until chosen.") @Nullable String strategy,
        @JsonProperty("strategies_refused") List<Snapshot.RefusedStrategy> strategiesRefused,
        List<Snapshot.StepProgress> steps,
        List<String> warnings,
        @Schema(description = "Why it is failed or stuck.") @Nullable ProblemAnswer problem,
        List<Snapshot.Leftover> leftovers,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("finished_at") @Nullable Instant finishedAt) {

    static ImageCreationAnswer from(Run<ImageCreation> run) {
        var facts = run.facts();
        var status = Status.of(Standing.of(run.phase()));
        var problem = Snapshot.problem(run.phase());
        return new ImageCreationAnswer(
                run.id(),
                status.word(),
                run.owner(),
                status == Status.AVAILABLE ? facts.imageId() : null,
                strategy(run),
                facts.climb().strategiesRefused().stream()
                        .map(Snapshot.RefusedStrategy::from)
                        .toList(),
                run.steps().stream().map(Snapshot.StepProgress::from).toList(),
                facts.warnings(),
                problem == null ? null : ProblemAnswer.from(problem, null),
                Leftovers.ofCreation(run).stream().map(Snapshot.Leftover::from).toList(),
                Snapshot.shown(run.times().created()),
                Snapshot.shown(run.times().updated()),
                run.times().finished() == null ? null : Snapshot.shown(run.times().finished()));
    }

    static @Nullable String strategy(Run<ImageCreation> run) {
        var taken = run.facts().climb().taken();
        return taken == null ? null : taken.word();
    }
}
