package io.stillframe.workflow;

import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Runs.Start.TooMany;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored runs of one kind; those of other kinds are not there. A run, its history and its place
 * in the queue are stored together, or not at all. What is a subject of one kind is none of
 * another.
 */
public interface Runs<F> {

    Optional<Run<F>> find(UUID id);

    /**
     * Stores a new run and makes it due at once, if its subject is free, the key is new and the
     * owner has not too many under way.
     */
    Start<F> start(Decision<F> first, @Nullable RequestKey key);

    /**
     * What an earlier request with the key came to; empty if there was none. An owner's keys are
     * for all kinds together.
     */
    Optional<Start<F>> startedWith(String owner, RequestKey key);

    /**
     * Whether the owner can start no other run at the moment. Only a look: {@link #start} is exact.
     */
    Optional<TooMany<F>> full(String owner);

    /**
     * Stores what was decided, if the stored run is still the one that it was decided on.
     *
     * @return false if the run has changed meanwhile; then nothing was stored, and the decision is
     *     void
     */
    boolean store(Decision<F> decision);

    /** As {@link #store}, and makes the run due at once: for what is decided outside the runner. */
    Change<F> storeAndWake(Decision<F> decision);

    /** Newest first. */
    List<Run<F>> list(Filter filter);

    /** Those of the owner that go forward or back at the moment. */
    List<Run<F>> unfinishedOf(String owner);

    /**
     * Those that have ended, and may have left something behind that is yet to be looked for.
     *
     * @param owner null for those of all
     */
    List<Run<F>> toBeLookedAtAgain(@Nullable String owner);

    /** Those that the queue must hold: not ended, or to be looked at once more. */
    List<UUID> waiting();

    /**
     * Forgets runs that ended so before that time. One that is yet to be looked at stays.
     *
     * @return how many
     */
    int forget(Set<Standing> standings, Instant endedBefore);

    /** Those with a larger id than that, oldest first: all of them after 0. */
    List<LoggedEntry> entries(UUID id, long after);

    /**
     * A caller's own key for a request that may arrive twice, and the fingerprint of what it asks
     * for.
     */
    record RequestKey(String key, String fingerprint) {}

    /**
     * @param owner null for those of all
     * @param after only older ones than this run; null from the newest on
     */
    record Filter(
            @Nullable String owner,
            @Nullable String subject,
            Set<Standing> standings,
            int limit,
            @Nullable UUID after) {}

    /**
     * One line of a run's history. Of two lines of one run the later has the larger id, and whoever
     * sees that sees the other, too.
     */
    record LoggedEntry(long id, Instant time, Entry entry) {}

    /** What asking for a new run came to. */
    sealed interface Start<F> {

        record Started<F>(Run<F> run) implements Start<F> {}

        /** The same request came before; this is what it started. */
        record StartedBefore<F>(Run<F> run) implements Start<F> {}

        /** The key was used before, for another request. */
        record KeyTaken<F>() implements Start<F> {}

        /** Another run works on the subject. */
        record SubjectHeld<F>(Run<F> by) implements Start<F>, Change<F> {}

        /** As many of the owner's runs hold their subjects as may at the same time. */
        record TooMany<F>(long underWay, int limit) implements Start<F>, Change<F> {}
    }

    /** What changing a run from outside came to; only if it is stored has anything changed. */
    sealed interface Change<F>
            permits Change.Stored, Change.ChangedMeanwhile, Start.SubjectHeld, Start.TooMany {

        record Stored<F>() implements Change<F> {}

        /** The run is not the one any more that this was decided on. */
        record ChangedMeanwhile<F>() implements Change<F> {}
    }
}
