package io.stillframe.workflow;

import io.stillframe.workflow.Phase.Stuck;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import io.stillframe.workflow.Runs.Start.TooMany;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs as the database would keep them, for tests without one. {@link RunsContract} holds both. */
public class InMemoryRuns<F> implements Runs<F> {

    private record Key(String owner, String key) {}

    private record Used(String fingerprint, UUID run) {}

    /** As the databases do, ids are compared without sign. */
    private static final Comparator<Run<?>> OLDEST_FIRST =
            Comparator.comparing((Run<?> run) -> run.times().created())
                    .thenComparing(run -> run.id().toString());

    /** Where nothing waits. */
    public static final Queue NONE =
            new Queue() {
                @Override
                public boolean due(UUID run, Instant at) {
                    return true;
                }

                @Override
                public void look() {}
            };

    private final Map<UUID, Run<F>> runs = new LinkedHashMap<>();
    private final Map<UUID, List<LoggedEntry>> entries = new LinkedHashMap<>();
    private final Tables tables;
    private final Queue queue;
    private final int atOnce;

    /** What the kinds of runs have in common. */
    public static final class Tables {

        private final Map<Key, Used> keys = new ConcurrentHashMap<>();
        private final List<InMemoryRuns<?>> kinds = new CopyOnWriteArrayList<>();

        public void clear() {
            keys.clear();
            kinds.forEach(InMemoryRuns::clear);
        }

        public Map<UUID, Long> versions(Collection<UUID> ids) {
            var versions = new HashMap<UUID, Long>();
            kinds.forEach(kind -> versions.putAll(kind.versions(ids)));
            return versions;
        }
    }

    /** For tests that look themselves for what is due. */
    public InMemoryRuns() {
        this(new Tables());
    }

    public InMemoryRuns(Tables tables) {
        this(tables, NONE);
    }

    public InMemoryRuns(Tables tables, Queue queue) {
        this(tables, queue, Integer.MAX_VALUE);
    }

    /** So many of one owner may be under way. */
    public InMemoryRuns(Tables tables, Queue queue, int atOnce) {
        this.tables = tables;
        this.queue = queue;
        this.atOnce = atOnce;
        tables.kinds.add(this);
    }

    private synchronized void clear() {
        runs.clear();
        entries.clear();
    }

    @Override
    public synchronized Optional<Run<F>> find(UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public synchronized Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        var run = asStored(first.run(), 0);
        var before = key == null ? Optional.<Start<F>>empty() : startedWith(run.owner(), key);
        if (before.isPresent()) {
            return before.get();
        }
        var full = full(run.owner());
        if (full.isPresent()) {
            return full.get();
        }
        var holder = holderOf(run);
        if (holder != null) {
            return new SubjectHeld<>(holder);
        }
        if (key != null) {
            tables.keys.put(new Key(run.owner(), key.key()), new Used(key.fingerprint(), run.id()));
        }
        keep(run, first);
        wake(run);
        return new Started<>(run);
    }

    @Override
    public synchronized Optional<Start<F>> startedWith(String owner, RequestKey key) {
        return Optional.ofNullable(tables.keys.get(new Key(owner, key.key())))
                .map(used ->
                        used.fingerprint().equals(key.fingerprint())
                                ? find(used.run())
                                        .<Start<F>>map(StartedBefore::new)
                                        .orElseGet(KeyTaken::new)
                                : new KeyTaken<>());
    }

    @Override
    public synchronized Optional<TooMany<F>> full(String owner) {
        var underWay =
                runs.values().stream()
                        .filter(run -> run.owner().equals(owner) && run.holdsSubject())
                        .count();
        return underWay < atOnce ? Optional.empty() : Optional.of(new TooMany<>(underWay, atOnce));
    }

    @Override
    public synchronized boolean store(Decision<F> decision) {
        return switch (changed(decision)) {
            case Change.Stored() -> true;
            case Change.ChangedMeanwhile() -> false;
            case SubjectHeld(var by) ->
                    throw new IllegalStateException(by.id() + " has " + by.subject());
            case TooMany<F> full -> throw new IllegalStateException(full.toString());
        };
    }

    @Override
    public synchronized Change<F> storeAndWake(Decision<F> decision) {
        var change = changed(decision);
        if (change instanceof Change.Stored) {
            wake(decision.run());
        }
        return change;
    }

    private Change<F> changed(Decision<F> decision) {
        var run = decision.run();
        var stored = runs.get(run.id());
        if (stored == null || stored.version() != run.version() - 1) {
            return new Change.ChangedMeanwhile<>();
        }
        if (run.holdsSubject() && !stored.holdsSubject()) {
            var full = full(run.owner());
            if (full.isPresent()) {
                return full.get();
            }
        }
        var holder = run.holdsSubject() ? holderOf(run) : null;
        if (holder != null) {
            return new SubjectHeld<>(holder);
        }
        keep(asStored(run, run.version()), decision);
        return new Change.Stored<>();
    }

    private @Nullable Run<F> holderOf(Run<F> run) {
        return runs.values().stream()
                .filter(other -> other.holdsSubject() && other.subject().equals(run.subject()))
                .filter(other -> !other.id().equals(run.id()))
                .findFirst()
                .orElse(null);
    }

    private void keep(Run<F> run, Decision<F> decision) {
        runs.put(run.id(), run);
        var log = entries.computeIfAbsent(run.id(), _ -> new ArrayList<>());
        decision.entries()
                .forEach(entry ->
                        log.add(new LoggedEntry(log.size() + 1, decision.run().now(), entry)));
    }

    private void wake(Run<F> run) {
        queue.due(run.id(), run.now());
        queue.look();
    }

    /** The database counts the versions from 0 on, and does not keep the time of the decision. */
    private static <F> Run<F> asStored(Run<F> run, long version) {
        return new Run<>(
                run.id(),
                run.plan(),
                run.owner(),
                run.subject(),
                run.requestId(),
                run.phase(),
                run.facts(),
                run.asked(),
                run.steps(),
                run.times(),
                run.times().updated(),
                version);
    }

    @Override
    public synchronized List<Run<F>> list(Filter filter) {
        var last = filter.after() == null ? null : runs.get(filter.after());
        return runs.values().stream()
                .filter(run -> filter.owner() == null || run.owner().equals(filter.owner()))
                .filter(run -> filter.subject() == null || run.subject().equals(filter.subject()))
                .filter(run -> filter.standings().contains(Standing.of(run.phase())))
                .filter(run -> last == null || OLDEST_FIRST.compare(run, last) < 0)
                .sorted(OLDEST_FIRST.reversed())
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
    public synchronized List<Run<F>> toBeLookedAtAgain(@Nullable String owner) {
        return runs.values().stream()
                .filter(run -> run.finished() && toBeLookedAt(run))
                .filter(run -> owner == null || run.owner().equals(owner))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public synchronized List<UUID> waiting() {
        return runs.values().stream()
                .filter(run -> !run.finished() || toBeLookedAt(run))
                .map(Run::id)
                .toList();
    }

    private static boolean toBeLookedAt(Run<?> run) {
        return run.times().lookAgain() != null || run.phase() instanceof Stuck;
    }

    @Override
    public synchronized int forget(Set<Standing> standings, Instant endedBefore) {
        var over =
                runs.values().stream()
                        .filter(run -> standings.contains(Standing.of(run.phase())))
                        .filter(run -> isOver(run, endedBefore))
                        .toList();
        for (var run : over) {
            runs.remove(run.id());
            entries.remove(run.id());
            tables.keys.values().removeIf(used -> used.run().equals(run.id()));
        }
        return over.size();
    }

    private static boolean isOver(Run<?> run, Instant endedBefore) {
        var finished = run.times().finished();
        return !toBeLookedAt(run) && finished != null && finished.isBefore(endedBefore);
    }

    @Override
    public synchronized List<LoggedEntry> entries(UUID id, long after) {
        return entries.getOrDefault(id, List.of()).stream()
                .filter(entry -> entry.id() > after)
                .toList();
    }

    private synchronized Map<UUID, Long> versions(Collection<UUID> ids) {
        return ids.stream()
                .distinct()
                .filter(runs::containsKey)
                .collect(Collectors.toMap(id -> id, id -> find(id).orElseThrow().version()));
    }
}
