package io.stillframe.workflow;

import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs as the database would keep them, for tests without one. */
public class InMemoryRuns<F> implements Runs<F> {

    private record Used(RequestKey key, UUID run) {}

    private final Map<UUID, Run<F>> runs = new LinkedHashMap<>();
    private final Map<UUID, List<LoggedEntry>> entries = new LinkedHashMap<>();
    private final Map<String, Used> keys = new LinkedHashMap<>();

    @Override
    public synchronized Optional<Run<F>> find(UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public synchronized Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        var run = first.run();
        var before = key == null ? Optional.<Start<F>>empty() : startedWith(run.owner(), key);
        if (before.isPresent()) {
            return before.get();
        }
        var holder = holderOf(run);
        if (holder != null) {
            return new SubjectHeld<>(holder);
        }
        if (key != null) {
            keys.put(run.owner() + " " + key.key(), new Used(key, run.id()));
        }
        keep(first);
        return new Started<>(run);
    }

    @Override
    public synchronized Optional<Start<F>> startedWith(String owner, RequestKey key) {
        return Optional.ofNullable(keys.get(owner + " " + key.key()))
                .map(used ->
                        used.key().equals(key)
                                ? new StartedBefore<>(find(used.run()).orElseThrow())
                                : new KeyTaken<>());
    }

    @Override
    public synchronized boolean store(Decision<F> decision) {
        var stored = runs.get(decision.run().id());
        if (stored == null || stored.version() != decision.run().version() - 1) {
            return false;
        }
        keep(decision);
        return true;
    }

    @Override
    public synchronized Change<F> storeAndWake(Decision<F> decision) {
        var holder = decision.run().holdsSubject() ? holderOf(decision.run()) : null;
        if (holder != null) {
            return new SubjectHeld<>(holder);
        }
        return store(decision) ? new Change.Stored<>() : new Change.ChangedMeanwhile<>();
    }

    private @Nullable Run<F> holderOf(Run<F> run) {
        return runs.values().stream()
                .filter(other -> other.holdsSubject() && other.subject().equals(run.subject()))
                .filter(other -> !other.id().equals(run.id()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized List<Run<F>> toBeLookedAtAgain(@Nullable String owner) {
        return runs.values().stream()
                .filter(run -> run.finished() && run.times().lookAgain() != null)
                .filter(run -> owner == null || run.owner().equals(owner))
                .toList();
    }

    @Override
    public synchronized List<Run<F>> list(Filter filter) {
        var newestFirst = new ArrayList<>(runs.values()).reversed();
        var last = filter.after() == null ? null : runs.get(filter.after());
        return newestFirst.stream()
                .sorted(Comparator.comparing((Run<F> run) -> run.times().created()).reversed())
                .dropWhile(run -> last != null && !run.id().equals(last.id()))
                .skip(last == null ? 0 : 1)
                .filter(run -> run.owner().equals(filter.owner()))
                .filter(run -> filter.subject() == null || run.subject().equals(filter.subject()))
                .filter(run -> filter.standings().contains(Standing.of(run.phase())))
                .limit(filter.limit())
                .toList();
    }

    @Override
    public synchronized List<Run<F>> unfinishedOf(String owner) {
        return runs.values().stream()
                .filter(run -> run.owner().equals(owner) && !run.finished())
                .toList();
    }

    @Override
    public synchronized List<UUID> waiting() {
        return runs.values().stream()
                .filter(run -> !run.finished() || run.times().lookAgain() != null)
                .map(Run::id)
                .toList();
    }

    @Override
    public int forget(Instant endedBefore) {
        return 0;
    }

    @Override
    public synchronized List<LoggedEntry> entries(UUID id) {
        return List.copyOf(entries.getOrDefault(id, List.of()));
    }

    @Override
    public synchronized Map<UUID, Long> versions(Collection<UUID> ids) {
        return ids.stream()
                .filter(runs::containsKey)
                .collect(Collectors.toMap(id -> id, id -> find(id).orElseThrow().version()));
    }

    private void keep(Decision<F> decision) {
        var run = decision.run();
        runs.put(run.id(), run);
        var log = entries.computeIfAbsent(run.id(), _ -> new ArrayList<>());
        decision.entries()
                .forEach(entry -> log.add(new LoggedEntry(log.size() + 1, run.now(), entry)));
    }
}
