package io.stillframe.snapshot;

import io.stillframe.workflow.Admission;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Trouble;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with snapshots. Every refusal is a {@link Trouble}; another project's snapshot is
 * not there.
 */
public final class Snapshots {

    private static final int TRIES = 5;

    private final Plan<ServerSnapshot> plan;
    private final Patience patience;
    private final Decider<ServerSnapshot> decider;
    private final Admission<ServerSnapshot> admission;
    private final Runs<ServerSnapshot> runs;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public Snapshots(
            Plan<ServerSnapshot> plan,
            Patience patience,
            Runs<ServerSnapshot> runs,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.plan = plan;
        this.patience = patience;
        this.decider = new Decider<>(plan, patience);
        this.admission = new Admission<>(plan, decider);
        this.runs = runs;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Starts a snapshot, or finds the one that the same request started before.
     *
     * @param key the caller's own, null without one
     */
    public Run<ServerSnapshot> create(
            String project, SnapshotRequest request, @Nullable RequestKey key) {
        var before =
                key == null
                        ? Optional.<Start<ServerSnapshot>>empty()
                        : runs.startedWith(project, key);
        return started(
                before.orElseGet(
                        () -> runs.start(admission.admit(planned(project, request)), key)));
    }

    /** What {@link #create} would do; nothing is stored, nothing is made. */
    public Run<ServerSnapshot> dryRun(String project, SnapshotRequest request) {
        return admission.admit(planned(project, request)).run();
    }

    public Optional<Run<ServerSnapshot>> find(String project, UUID id) {
        return runs.find(id).filter(run -> run.owner().equals(project));
    }

    public List<Run<ServerSnapshot>> list(Runs.Filter filter) {
        return runs.list(filter);
    }

    /** Those with a larger id than that. */
    public List<Runs.LoggedEntry> entries(UUID id, long after) {
        return runs.entries(id, after);
    }

    /** Removes what the snapshot made; one that is deleted, or being deleted, stays as it is. */
    public Run<ServerSnapshot> delete(Run<ServerSnapshot> run, String by) {
        var now = run;
        for (int tries = 0; tries < TRIES; tries++) {
            switch (Standing.of(now.phase())) {
                case DELETING, DELETED -> {
                    return now;
                }
                case PERFORMING, FAILING, CANCELLING -> throw notFinished(now);
                case SUCCEEDED, FAILED, CANCELLED, STUCK -> {
                    var request = new Event.UndoRequested<ServerSnapshot>(new Reason.Deleted(by));
                    var decision = decider.decide(now, request, clock.instant());
                    if (runs.storeAndWake(decision)) {
                        return decision.run();
                    }
                    now =
                            runs.find(run.id())
                                    .orElseThrow(() -> changing(run)); // it has just changed
                }
            }
        }
        throw changing(run);
    }

    private static Trouble notFinished(Run<?> run) {
        return new Trouble(
                ProblemType.WRONG_STATUS.refusal(
                        "Snapshot %s is not finished yet. Wait until it is, then delete it."
                                .formatted(run.id())));
    }

    private static Trouble changing(Run<?> run) {
        return new Trouble(
                ProblemType.WRONG_STATUS.busy(
                        "Snapshot %s is changing just now. Try again.".formatted(run.id())));
    }

    private Run<ServerSnapshot> planned(String project, SnapshotRequest request) {
        return Run.of(
                ids.get(),
                plan,
                project,
                request.serverId(),
                ServerSnapshot.of(request),
                patience,
                clock.instant());
    }

    private static Run<ServerSnapshot> started(Start<ServerSnapshot> start) {
        return switch (start) {
            case Started(var run) -> run;
            case StartedBefore(var run) -> run;
            case KeyTaken() ->
                    throw new Trouble(
                            ProblemType.IDEMPOTENCY_KEY_REUSED.refusal(
                                    "This Idempotency-Key was used for another request. Take a new key for a new request."));
            case SubjectHeld(var by) ->
                    throw new Trouble(
                            ProblemType.SNAPSHOT_IN_PROGRESS.busy(
                                    "Snapshot %s of server %s is under way; one at a time."
                                            .formatted(by.id(), by.subject())));
        };
    }
}
