package io.stillframe.snapshot;

import io.stillframe.workflow.Admission;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.Change.ChangedMeanwhile;
import io.stillframe.workflow.Runs.Change.Stored;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import io.stillframe.workflow.Runs.Start.TooMany;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Trouble;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
     * Starts a snapshot, or finds the one that the same request started before. Whether the project
     * has too many under way is looked at before the cloud is asked for anything, and again when it
     * is stored.
     *
     * @param key the caller's own, null without one
     * @param requestId under which it is asked for, null if that has none
     */
    public Run<ServerSnapshot> create(
            String project,
            SnapshotRequest request,
            @Nullable RequestKey key,
            @Nullable String requestId) {
        var before =
                key == null
                        ? Optional.<Start<ServerSnapshot>>empty()
                        : runs.startedWith(project, key);
        return started(
                before.or(() -> runs.full(project))
                        .orElseGet(() ->
                                runs.start(
                                        admission.admit(
                                                askedForBy(requestId, planned(project, request))),
                                        key)));
    }

    /** What {@link #create} would do; nothing is stored, nothing is made. */
    public Run<ServerSnapshot> dryRun(String project, SnapshotRequest request) {
        return admission.admit(planned(project, request)).run();
    }

    public Optional<Run<ServerSnapshot>> find(Whose whose, UUID id) {
        return runs.find(id).filter(whose::includes);
    }

    /**
     * The snapshot whose image this is, unless it is deleted. What the image says of itself only
     * tells where to look: it may have been copied from another.
     */
    public Optional<Run<ServerSnapshot>> find(Whose whose, Image image) {
        return Optional.ofNullable(image.properties().get(ImageProperties.SNAPSHOT_ID))
                .flatMap(Snapshots::id)
                .flatMap(id -> find(whose, id))
                .filter(run -> image.id().equals(run.facts().imageId()))
                .filter(run -> Standing.of(run.phase()) != Standing.DELETED);
    }

    static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /**
     * Newest first.
     *
     * @param serverId null for those of all servers
     * @param after only older ones than this; null from the newest on
     */
    public List<Run<ServerSnapshot>> list(
            Whose whose,
            @Nullable String serverId,
            Set<Standing> standings,
            int limit,
            @Nullable UUID after) {
        return runs.list(new Runs.Filter(whose.owner(), serverId, standings, limit, after));
    }

    /** Those with a larger id than that. */
    public List<Runs.LoggedEntry> entries(UUID id, long after) {
        return runs.entries(id, after);
    }

    /** Removes what the snapshot made; one that is deleted, or being deleted, stays as it is. */
    public Run<ServerSnapshot> delete(Run<ServerSnapshot> run, String by) {
        return changed(
                run,
                now ->
                        switch (Standing.of(now.phase())) {
                            case DELETING, DELETED -> Optional.empty();
                            case PERFORMING, FAILING, CANCELLING ->
                                    throw wrongStatus(
                                            now,
                                            "is not finished yet. Cancel it, or wait until it is, then delete it.");
                            case SUCCEEDED, FAILED, CANCELLED, STUCK ->
                                    Optional.of(new Event.UndoRequested<>(new Reason.Deleted(by)));
                        });
    }

    /** Undoes what was done so far; one that is undone already goes on with that. */
    public Run<ServerSnapshot> cancel(Run<ServerSnapshot> run, String by) {
        return changed(
                run,
                now ->
                        switch (Standing.of(now.phase())) {
                            case PERFORMING ->
                                    Optional.of(
                                            new Event.UndoRequested<>(new Reason.Cancelled(by)));
                            case FAILING, CANCELLING -> Optional.empty();
                            case DELETING, DELETED ->
                                    throw wrongStatus(
                                            now, "is deleted; there is nothing to cancel.");
                            case SUCCEEDED, FAILED, CANCELLED, STUCK ->
                                    throw wrongStatus(
                                            now,
                                            "has ended; there is nothing to cancel. Delete it to remove what it made.");
                        });
    }

    /** A failed one begins again; a stuck one first removes what it has left. */
    public Run<ServerSnapshot> retry(Run<ServerSnapshot> run, String by) {
        return changed(
                run,
                now ->
                        switch (Standing.of(now.phase())) {
                            case FAILED, STUCK -> Optional.of(new Event.RetryRequested<>(by));
                            case PERFORMING, FAILING, CANCELLING, DELETING ->
                                    throw wrongStatus(
                                            now,
                                            "is under way. Only one that is failed or stuck can be tried again.");
                            case SUCCEEDED, CANCELLED, DELETED ->
                                    throw wrongStatus(
                                            now,
                                            "is not failed or stuck; there is nothing to try again. Create a new one.");
                        });
    }

    /** What the snapshots have made and could not remove. */
    public List<LeftBehind> leftovers(Whose whose) {
        return runs.toBeLookedAtAgain(whose.owner()).stream()
                .flatMap(run ->
                        Leftovers.of(run).stream()
                                .<LeftBehind>map(what ->
                                        new LeftBehind.BySnapshot(run.id(), run.owner(), what)))
                .toList();
    }

    /**
     * Decides and stores, and again if the run has changed in between.
     *
     * @param asked the event for a run as it is then, or empty to leave it as it is
     */
    private Run<ServerSnapshot> changed(
            Run<ServerSnapshot> run,
            Function<Run<ServerSnapshot>, Optional<Event<ServerSnapshot>>> asked) {
        var now = run;
        for (int tries = 0; tries < TRIES; tries++) {
            var event = asked.apply(now);
            if (event.isEmpty()) {
                return now;
            }
            var decision = decider.decide(now, event.get(), clock.instant());
            switch (runs.storeAndWake(decision)) {
                case Stored() -> {
                    return decision.run();
                }
                case SubjectHeld(var by) -> throw inProgress(by);
                case TooMany(var underWay, var limit) -> throw tooMany(underWay, limit);
                case ChangedMeanwhile() ->
                        now = runs.find(run.id()).orElseThrow(() -> changing(run));
            }
        }
        throw changing(run);
    }

    private static Trouble wrongStatus(Run<?> run, String why) {
        return new Trouble(
                ProblemType.WRONG_STATUS.refusal("Snapshot %s %s".formatted(run.id(), why)));
    }

    private static Trouble changing(Run<?> run) {
        return new Trouble(
                ProblemType.WRONG_STATUS.busy(
                        "Snapshot %s is changing just now. Try again.".formatted(run.id())));
    }

    private static Trouble inProgress(Run<?> by) {
        return new Trouble(
                ProblemType.SNAPSHOT_IN_PROGRESS.busy(
                        "Snapshot %s of server %s is under way; one at a time."
                                .formatted(by.id(), by.subject())));
    }

    private static Trouble tooMany(long underWay, int limit) {
        return new Trouble(
                ProblemType.TOO_MANY_SNAPSHOTS.busy(
                        "%d of this kind are under way in this project, and no more than %d may be at the same time. Try again when one has ended."
                                .formatted(underWay, limit)));
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

    static <F> Run<F> askedForBy(@Nullable String requestId, Run<F> run) {
        return requestId == null ? run : run.askedForBy(requestId);
    }

    static <F> Run<F> started(Start<F> start) {
        return switch (start) {
            case Started(var run) -> run;
            case StartedBefore(var run) -> run;
            case KeyTaken() ->
                    throw new Trouble(
                            ProblemType.IDEMPOTENCY_KEY_REUSED.refusal(
                                    "This Idempotency-Key was used for another request. Take a new key for a new request."));
            case SubjectHeld(var by) -> throw inProgress(by);
            case TooMany(var underWay, var limit) -> throw tooMany(underWay, limit);
        };
    }
}
