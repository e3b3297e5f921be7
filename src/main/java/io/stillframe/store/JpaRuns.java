package io.stillframe.store;

import io.stillframe.identity.Rights;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.Change.ChangedMeanwhile;
import io.stillframe.workflow.Runs.Change.Stored;
import io.stillframe.workflow.Runs.Start.KeyTaken;
import io.stillframe.workflow.Runs.Start.Started;
import io.stillframe.workflow.Runs.Start.StartedBefore;
import io.stillframe.workflow.Runs.Start.SubjectHeld;
import io.stillframe.workflow.Runs.Start.TooMany;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Times;
import io.stillframe.workflow.Watcher;
import jakarta.persistence.criteria.Predicate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs in the database. Every method is one short transaction; none is open while the cloud is
 * called.
 */
final class JpaRuns<F> implements Runs<F> {

    private static final int TRIES = 3;
    private static final Set<Standing> UNFINISHED = standings(standing -> !standing.finished());

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final RunRows rows;
    private final EntryRows entries;
    private final RequestKeyRows keys;
    private final KeptTokens tokens;
    private final TransactionTemplate transactions;
    private final String plan;
    private final Queue queue;
    private final Room room;
    private final Watcher<F> watcher;
    private final RunJson<F> json;

    JpaRuns(
            RunRows rows,
            EntryRows entries,
            RequestKeyRows keys,
            KeptTokens tokens,
            TransactionTemplate transactions,
            Class<F> factsType,
            String plan,
            Queue queue,
            Room room,
            Watcher<F> watcher) {
        this.rows = rows;
        this.entries = entries;
        this.keys = keys;
        this.tokens = tokens;
        this.transactions = transactions;
        this.plan = plan;
        this.queue = queue;
        this.room = room;
        this.watcher = watcher;
        this.json = new RunJson<>(factsType);
    }

    @Override
    public Optional<Run<F>> find(UUID id) {
        return rows.findByIdAndPlan(id, plan).map(this::run);
    }

    @Override
    public Start<F> start(Decision<F> first, @Nullable RequestKey key) {
        return start(first, key, TRIES);
    }

    /**
     * @param tries whoever has the subject may let it go between two looks
     */
    private Start<F> start(Decision<F> first, @Nullable RequestKey key, int tries) {
        var run = first.run();
        try {
            var start =
                    transactions.execute(_ ->
                            room.<F>entered(plan, run.owner())
                                    .<Start<F>>map(full -> full)
                                    .orElseGet(() -> new Started<>(insert(first, key))));
            if (start instanceof TooMany && key != null) {
                return startedWith(run.owner(), key).orElse(start);
            }
            if (start instanceof Started) {
                watcher.stored(first); // before a worker goes on with it, and tells
            }
            queue.look();
            return start;
        } catch (DataIntegrityViolationException taken) {
            return (key == null ? Optional.<Start<F>>empty() : startedWith(run.owner(), key))
                    .or(() ->
                            rows.findByPlanAndHeldSubject(plan, run.subject())
                                    .map(row -> new SubjectHeld<>(run(row))))
                    .orElseGet(() -> {
                        if (tries > 1) {
                            return start(first, key, tries - 1);
                        }
                        throw taken;
                    });
        }
    }

    @Override
    public Optional<Start<F>> startedWith(String owner, RequestKey key) {
        return keys.findById(new RequestKeyRow.Id(owner, key.key()))
                .flatMap(known ->
                        known.fingerprint.equals(key.fingerprint())
                                ? rows.findById(known.runId).map(this::startedBefore)
                                : Optional.of(new KeyTaken<>()));
    }

    /** A request for a run of another kind was another request. */
    private Start<F> startedBefore(RunRow row) {
        return row.plan.equals(plan) ? new StartedBefore<>(run(row)) : new KeyTaken<>();
    }

    @Override
    public Optional<TooMany<F>> full(String owner) {
        return room.full(plan, owner);
    }

    @Override
    public boolean store(Decision<F> decision) {
        return update(decision, () -> {}) instanceof Stored;
    }

    @Override
    public Change<F> storeAndWake(Decision<F> decision) {
        var run = decision.run();
        try {
            var change = update(decision, () -> changedFromOutside(run));
            if (!(change instanceof Stored)) {
                return change;
            }
        } catch (DataIntegrityViolationException taken) {
            // nobody, if it was let go just now
            return rows.findByPlanAndHeldSubject(plan, run.subject())
                    .<Change<F>>map(row -> new SubjectHeld<>(run(row)))
                    .orElseGet(ChangedMeanwhile::new);
        }
        // again, now that all can see the change: whoever worked on it may just have put it down
        queue.due(run.id(), run.now());
        queue.look();
        return new Stored<>();
    }

    /** Whoever asks lends the rights that the run goes on with. */
    private void changedFromOutside(Run<F> run) {
        tokens.keep(run, Rights.current());
        queue.due(run.id(), run.now());
    }

    @Override
    public List<Run<F>> list(Filter filter) {
        return rows
                .findBy(
                        matching(filter),
                        query -> query.sortBy(NEWEST_FIRST).limit(filter.limit()).all())
                .stream()
                .map(this::run)
                .toList();
    }

    @Override
    public List<Run<F>> unfinishedOf(String owner) {
        return rows.findByPlanAndOwnerAndStandingIn(plan, owner, UNFINISHED).stream()
                .map(this::run)
                .toList();
    }

    @Override
    public List<Run<F>> toBeLookedAtAgain(@Nullable String owner) {
        return rows.toBeLookedAtAgain(plan, UNFINISHED, owner).stream().map(this::run).toList();
    }

    @Override
    public List<UUID> waiting() {
        return rows.waiting(plan, UNFINISHED);
    }

    @Override
    public int forget(Set<Standing> standings, Instant endedBefore) {
        return transactions.execute(_ -> rows.forget(plan, standings, endedBefore));
    }

    @Override
    public List<LoggedEntry> entries(UUID id, long after) {
        return entries.of(id, plan, after).stream()
                .map(row -> new LoggedEntry(row.id, row.at, new Entry(row.step, row.message)))
                .toList();
    }

    private Run<F> insert(Decision<F> first, @Nullable RequestKey key) {
        var run = first.run();
        if (!run.plan().equals(plan)) {
            throw new IllegalArgumentException(
                    "a run of %s among those of %s".formatted(run.plan(), plan));
        }
        var row = new RunRow();
        row.id = run.id();
        row.plan = plan;
        row.owner = run.owner();
        row.subject = run.subject();
        row.requestId = run.requestId();
        row.createdAt = run.times().created();
        write(run, row);
        var stored = rows.saveAndFlush(row);
        if (key != null) {
            var used = new RequestKeyRow();
            used.id = new RequestKeyRow.Id(run.owner(), key.key());
            used.fingerprint = key.fingerprint();
            used.runId = run.id();
            keys.saveAndFlush(used);
        }
        write(first.entries(), run);
        changedFromOutside(run);
        return run(stored);
    }

    private Change<F> update(Decision<F> decision, Runnable inTransaction) {
        var run = decision.run();
        try {
            Change<F> change =
                    transactions.execute(_ -> {
                        var row = rows.findByIdAndPlan(run.id(), plan).orElse(null);
                        if (row == null || row.version != run.version() - 1) {
                            return new ChangedMeanwhile<>();
                        }
                        if (row.heldSubject == null && run.holdsSubject()) {
                            var full = room.<F>entered(plan, run.owner());
                            if (full.isPresent()) {
                                return full.get();
                            }
                        }
                        write(run, row);
                        rows.saveAndFlush(row);
                        write(decision.entries(), run);
                        inTransaction.run();
                        tokens.settle(run);
                        return new Stored<>();
                    });
            if (change instanceof Stored) {
                watcher.stored(decision);
            }
            return change;
        } catch (OptimisticLockingFailureException changedMeanwhile) {
            return new ChangedMeanwhile<>();
        }
    }

    private void write(Run<F> run, RunRow row) {
        row.heldSubject = run.holdsSubject() ? run.subject() : null;
        row.standing = Standing.of(run.phase());
        row.phase = json.writePhase(run.phase());
        row.facts = json.write(run.facts());
        row.asked = json.write(run.asked());
        row.steps = json.write(run.steps());
        row.begunAt = run.times().begun();
        row.updatedAt = run.times().updated();
        row.since = run.times().since();
        row.deadline = run.times().deadline();
        row.finishedAt = run.times().finished();
        row.lookAgainAt = run.times().lookAgain();
    }

    private void write(List<Entry> lines, Run<F> run) {
        for (var line : lines) {
            var row = new EntryRow();
            row.runId = run.id();
            row.at = run.now();
            row.step = line.step();
            row.message = line.message().replace("\0", ""); // PostgreSQL keeps no NUL
            entries.save(row);
        }
    }

    private Run<F> run(RunRow row) {
        var times =
                new Times(
                        row.createdAt,
                        row.begunAt == null ? row.createdAt : row.begunAt,
                        row.updatedAt,
                        row.since,
                        row.deadline,
                        row.finishedAt,
                        row.lookAgainAt);
        return new Run<>(
                row.id,
                row.plan,
                row.owner,
                row.subject,
                row.requestId == null ? Run.requestId(row.id) : row.requestId,
                json.phase(row.phase),
                json.facts(row.facts),
                json.asked(row.asked),
                json.steps(row.steps),
                times,
                row.updatedAt,
                row.version);
    }

    private Specification<RunRow> matching(Filter filter) {
        var last =
                filter.after() == null
                        ? null
                        : rows.findByIdAndPlan(filter.after(), plan).orElse(null);
        return (row, _, where) -> {
            var conditions = new ArrayList<Predicate>();
            conditions.add(where.equal(row.get("plan"), plan));
            conditions.add(row.get("standing").in(filter.standings()));
            if (filter.owner() != null) {
                conditions.add(where.equal(row.get("owner"), filter.owner()));
            }
            if (filter.subject() != null) {
                conditions.add(where.equal(row.get("subject"), filter.subject()));
            }
            if (last != null) {
                var older = where.lessThan(row.get("createdAt"), last.createdAt);
                var sameTime = where.equal(row.get("createdAt"), last.createdAt);
                var smaller = where.lessThan(row.<UUID>get("id"), last.id);
                conditions.add(where.or(older, where.and(sameTime, smaller)));
            }
            return where.and(conditions.toArray(Predicate[]::new));
        };
    }

    private static Set<Standing> standings(java.util.function.Predicate<Standing> test) {
        return Stream.of(Standing.values())
                .filter(test)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Standing.class)));
    }
}
