package io.stillframe.api;

import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs without a database. */
final class MemoryRuns<F> implements Runs<F> {

    private final Map<UUID, Run<F>> runs = new ConcurrentHashMap<>();
    private final Map<String, UUID> keys = new ConcurrentHashMap<>();
    private final Map<String, String> fingerprints = new ConcurrentHashMap<>();
    private final Map<UUID, List<LoggedEntry>> entries = new ConcurrentHashMap<>();
    final AtomicInteger looks = new AtomicInteger();
    volatile @Nullable Thread readOn;
    private long lastEntry;

    void put(Run<F> run) {
        runs.put(run.id(), run);
    }

    void clear() {
        runs.clear();
        keys.clear();
        entries.clear();
    }

    @Override
    public Optional<Run<F>> find(UUID id) {
        readOn = Thread.currentThread();
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        var run = first.run();
        var held =
                runs.values().stream()
                        .filter(other ->
                                other.holdsSubject() && other.subject().equals(run.subject()))
                        .findFirst();
        if (held.isPresent()) {
            return new Start.SubjectHeld<>(held.get());
        }
        put(run);
        log(first);
        if (key != null) {
            keys.put(run.owner() + key.key(), run.id());
            fingerprints.put(run.owner() + key.key(), key.fingerprint());
        }
        return new Start.Started<>(run);
    }

    @Override
    public Optional<Start<F>> startedWith(String owner, RequestKey key) {
        var known = keys.get(owner + key.key());
        if (known == null) {
            return Optional.empty();
        }
        return Optional.of(
                key.fingerprint().equals(fingerprints.get(owner + key.key()))
                        ? new Start.StartedBefore<>(find(known).orElseThrow())
                        : new Start.KeyTaken<>());
    }

    @Override
    public boolean store(Decision<F> decision) {
        put(decision.run());
        log(decision);
        return true;
    }

    @Override
    public boolean storeAndWake(Decision<F> decision) {
        return store(decision);
    }

    @Override
    public List<Run<F>> list(Filter filter) {
        var newestFirst =
                runs.values().stream()
                        .filter(run -> run.owner().equals(filter.owner()))
                        .filter(run ->
                                filter.subject() == null || run.subject().equals(filter.subject()))
                        .filter(run -> filter.standings().contains(Standing.of(run.phase())))
                        .sorted(
                                Comparator.comparing((Run<F> run) -> run.times().created())
                                        .reversed())
                        .toList();
        var from = newestFirst.stream().map(Run::id).toList().indexOf(filter.after()) + 1;
        return newestFirst.stream().skip(from).limit(filter.limit()).toList();
    }

    @Override
    public List<Run<F>> unfinishedOf(String owner) {
        return runs.values().stream()
                .filter(run -> run.owner().equals(owner) && !run.finished())
                .toList();
    }

    @Override
    public List<UUID> waiting() {
        return List.of();
    }

    @Override
    public int forget(Instant endedBefore) {
        return 0;
    }

    @Override
    public List<LoggedEntry> entries(UUID id) {
        return entries.getOrDefault(id, List.of());
    }

    @Override
    public Map<UUID, Long> versions(Collection<UUID> ids) {
        looks.incrementAndGet();
        return ids.stream()
                .flatMap(id -> find(id).stream())
                .collect(Collectors.toMap(Run::id, Run::version));
    }

    private synchronized void log(Decision<F> decision) {
        var lines = entries.computeIfAbsent(decision.run().id(), _ -> new ArrayList<>());
        decision.entries()
                .forEach(entry ->
                        lines.add(new LoggedEntry(++lastEntry, decision.run().now(), entry)));
    }
}
