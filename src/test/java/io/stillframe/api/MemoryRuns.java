package io.stillframe.api;

import io.stillframe.workflow.Decision;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs without a database that tell how they were read, and can be emptied between tests. */
final class MemoryRuns<F> implements Runs<F> {

    private final InMemoryRuns.Tables tables;
    private final InMemoryRuns<F> runs;
    private final int atOnce;
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();

    /** What happens right after the entries of a run have been read. */
    volatile Runnable meanwhile = () -> {};

    /** The runs that are started, as they are. */
    final BlockingQueue<Run<F>> started = new LinkedBlockingQueue<>();

    /** How many of the next reads fail. */
    final AtomicInteger failures = new AtomicInteger();

    volatile @Nullable Thread readOn;

    /** So many of one owner may be under way. */
    MemoryRuns(int atOnce) {
        this(new InMemoryRuns.Tables(), atOnce);
    }

    /** With room for all. */
    MemoryRuns() {
        this(Integer.MAX_VALUE);
    }

    private MemoryRuns(InMemoryRuns.Tables tables, int atOnce) {
        this.tables = tables;
        this.atOnce = atOnce;
        this.runs = new InMemoryRuns<>(tables, InMemoryRuns.NONE, atOnce);
    }

    /** Those of another kind, in the same tables, and as many of one owner. */
    <G> MemoryRuns<G> ofAnotherKind() {
        return new MemoryRuns<>(tables, atOnce);
    }

    /** Those of all kinds. */
    void clear() {
        tables.clear();
        started.clear();
        failures.set(0);
        meanwhile = () -> {};
    }

    /** The run in that phase, one version on. */
    static <F> Run<F> next(Run<F> run, Phase phase) {
        return new Run<>(
                run.id(),
                run.plan(),
                run.owner(),
                run.subject(),
                run.requestId(),
                phase,
                run.facts(),
                run.asked(),
                run.steps(),
                run.times(),
                Instant.now(),
                run.version() + 1);
    }

    /** Must be one version on. */
    void put(Run<F> run) {
        if (!store(Decision.first(run, List.of()))) {
            throw new IllegalStateException("the stored run is not the one before this");
        }
    }

    @Override
    public Optional<Run<F>> find(UUID id) {
        readOn = Thread.currentThread();
        failIfAsked();
        return runs.find(id);
    }

    /** Those of all kinds. */
    Map<UUID, Long> versions(Collection<UUID> ids) {
        looks.incrementAndGet();
        failIfAsked();
        return tables.versions(ids);
    }

    @Override
    public Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        var start = runs.start(first, key);
        if (start instanceof Start.Started(var run)) {
            started.add(run);
        }
        return start;
    }

    @Override
    public Optional<Start<F>> startedWith(String owner, RequestKey key) {
        return runs.startedWith(owner, key);
    }

    @Override
    public Optional<Start.TooMany<F>> full(String owner) {
        return runs.full(owner);
    }

    @Override
    public boolean store(Decision<F> decision) {
        return runs.store(decision);
    }

    @Override
    public Change<F> storeAndWake(Decision<F> decision) {
        return runs.storeAndWake(decision);
    }

    @Override
    public List<Run<F>> toBeLookedAtAgain(@Nullable String owner) {
        return runs.toBeLookedAtAgain(owner);
    }

    @Override
    public List<Run<F>> list(Filter filter) {
        return runs.list(filter);
    }

    @Override
    public List<Run<F>> unfinishedOf(String owner) {
        return runs.unfinishedOf(owner);
    }

    @Override
    public List<UUID> waiting() {
        return runs.waiting();
    }

    @Override
    public int forget(Set<Standing> standings, Instant endedBefore) {
        return runs.forget(standings, endedBefore);
    }

    @Override
    public List<LoggedEntry> entries(UUID id, long after) {
        readOn = Thread.currentThread();
        reads.incrementAndGet();
        var read = runs.entries(id, after);
        meanwhile.run();
        return read;
    }

    private void failIfAsked() {
        if (failures.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
            throw new IllegalStateException("the database is away");
        }
    }
}
