package io.stillframe.api;

import io.stillframe.workflow.Action;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs without a database that tell how they were read, and can be emptied between tests. */
final class MemoryRuns<F> implements Runs<F> {

    private volatile InMemoryRuns<F> runs = new InMemoryRuns<>();
    final AtomicInteger looks = new AtomicInteger();
    volatile @Nullable Thread readOn;

    void clear() {
        runs = new InMemoryRuns<>();
    }

    /** Must be one version on. */
    void put(Run<F> run) {
        if (!store(new Decision<>(run, new Action.Nothing<>(), List.of(), true))) {
            throw new IllegalStateException("the stored run is not the one before this");
        }
    }

    @Override
    public Optional<Run<F>> find(UUID id) {
        readOn = Thread.currentThread();
        return runs.find(id);
    }

    @Override
    public Map<UUID, Long> versions(Collection<UUID> ids) {
        looks.incrementAndGet();
        return runs.versions(ids);
    }

    @Override
    public Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        return runs.start(first, key);
    }

    @Override
    public Optional<Start<F>> startedWith(String owner, RequestKey key) {
        return runs.startedWith(owner, key);
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
    public int forget(Instant endedBefore) {
        return runs.forget(endedBefore);
    }

    @Override
    public List<LoggedEntry> entries(UUID id) {
        return runs.entries(id);
    }
}
