package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Leftovers;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.SnapshotVolume;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Reason.Failure;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Status;
import io.stillframe.workflow.StepState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A snapshot as callers read it. Every field is always there; null is what is not known yet. */
@Schema(name = "Snapshot")
record Snapshot(
        UUID id,
        @Schema(
                        allowableValues = {
                            "creating",
                            "available",
                            "failed",
                            "stuck",
                            "cancelling",
                            "cancelled",
                            "deleting",
                            "deleted"
                        },
                        description =
                                "failed: undone, nothing is left; stuck: something is left, see leftovers.")
                String status,
        @Schema(description = "Whose it is.") @JsonProperty("project_id") String projectId,
        OfServer server,
        @Schema(description = "The image's name.") String name,
        @Nullable String description,
        @JsonProperty("requested_strategy") String requestedStrategy,
        @Schema(description = "The one taken; null until chosen.") @Nullable String strategy,
        @JsonProperty("strategies_refused") List<RefusedStrategy> strategiesRefused,
        String consistency,
        @Schema(description = "How the root was told from the other volumes.")
                @JsonProperty("root_found_by")
                @Nullable String rootFoundBy,
        @JsonProperty("image_id") @Nullable String imageId,
        @Schema(description = "The root first.") List<VolumeState> volumes,
        List<StepProgress> steps,
        @Schema(
                        minimum = "0",
                        maximum = "100",
                        description =
                                "Steps and volumes done, in per cent; it falls again while they are undone.")
                int progress,
        List<String> warnings,
        @Schema(description = "Why it is failed or stuck.") @Nullable ProblemAnswer problem,
        List<Leftover> leftovers,
        @Schema(description = "How to boot a copy; null until it is available.")
                @Nullable Boot boot,
        @Schema(
                        description =
                                "It is available, and every volume snapshot was there when last looked.")
                boolean restorable,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("finished_at") @Nullable Instant finishedAt) {

    static Snapshot from(Run<ServerSnapshot> run) {
        var facts = run.facts();
        var status = Status.of(Standing.of(run.phase()));
        var available = status == Status.AVAILABLE;
        var problem = problem(run.phase());
        return new Snapshot(
                run.id(),
                status.word(),
                run.owner(),
                new OfServer(run.subject(), facts.serverName()),
                facts.name(),
                facts.request().description(),
                facts.request().strategy().word(),
                facts.climb().taken() == null ? null : facts.climb().taken().word(),
                facts.climb().strategiesRefused().stream().map(RefusedStrategy::from).toList(),
                RequestRules.CRASH,
                facts.rootFoundBy(),
                facts.imageId(),
                facts.volumes().stream().map(VolumeState::from).toList(),
                run.steps().stream().map(StepProgress::from).toList(),
                Progress.of(run),
                facts.warnings(),
                problem == null ? null : ProblemAnswer.from(problem, null),
                Leftovers.of(run).stream().map(Leftover::from).toList(),
                available ? Boot.of(facts) : null,
                available && facts.complete(),
                shown(run.times().created()),
                shown(run.times().updated()),
                run.times().finished() == null ? null : shown(run.times().finished()));
    }

    static @Nullable Problem problem(Phase phase) {
        return switch (phase) {
            case Stuck(_, var problem, _) -> problem;
            case Undone(Failure(var problem)) -> problem;
            default -> null;
        };
    }

    /** As exactly as a database keeps it, so that it reads the same each time. */
    static Instant shown(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    @Schema(name = "SnapshotServer")
    record OfServer(@Schema(format = "uuid") String id, @Nullable String name) {}

    @Schema(name = "RefusedStrategy")
    record RefusedStrategy(
            String strategy,
            @Schema(description = "With the words of the service that refused.") String reason) {

        static RefusedStrategy from(io.stillframe.snapshot.StrategyRefusal refusal) {
            return new RefusedStrategy(refusal.strategy().word(), refusal.reason());
        }
    }

    @Schema(name = "SnapshotVolume")
    record VolumeState(
            @JsonProperty("volume_id") String volumeId,
            @Nullable String device,
            @JsonProperty("size_gib") int sizeGib,
            @JsonProperty("volume_type") @Nullable String volumeType,
            @Schema(description = "0 for the root, -1 for the others.") @JsonProperty("boot_index")
                    int bootIndex,
            @Schema(description = "The volume snapshot; null until Cinder has named it.")
                    @JsonProperty("snapshot_id")
                    @Nullable String snapshotId,
            @Schema(
                            description =
                                    "Of the volume snapshot: Cinder's word, or waiting before it is asked for.")
                    String status) {

        static VolumeState from(SnapshotVolume volume) {
            return new VolumeState(
                    volume.volumeId(),
                    volume.device(),
                    volume.sizeGib(),
                    volume.volumeType(),
                    volume.bootIndex(),
                    volume.snapshotId(),
                    volume.status());
        }
    }

    @Schema(name = "SnapshotStep")
    record StepProgress(
            String name,
            @Schema(allowableValues = {"waiting", "running", "done", "undone", "failed"})
                    String status,
            int attempts,
            @JsonProperty("started_at") @Nullable Instant startedAt,
            @JsonProperty("finished_at") @Nullable Instant finishedAt,
            @Nullable String note) {

        static StepProgress from(StepState step) {
            return new StepProgress(
                    step.name(),
                    step.status().name().toLowerCase(Locale.ROOT),
                    step.attempts(),
                    step.startedAt() == null ? null : shown(step.startedAt()),
                    step.finishedAt() == null ? null : shown(step.finishedAt()),
                    step.note());
        }
    }

    @Schema(name = "Leftover", description = "Something that was made and could not be removed.")
    record Leftover(
            @Schema(allowableValues = {"image", "image_volume", "volume_snapshot"}) String kind,
            String id,
            String why) {

        static Leftover from(ServerSnapshot.Leftover leftover) {
            return new Leftover(leftover.kind().word(), leftover.id(), leftover.why());
        }
    }
}
