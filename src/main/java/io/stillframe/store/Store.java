package io.stillframe.store;

import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Standing;
import io.stillframe.workflow.Versions;
import io.stillframe.workflow.Watcher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens the stored runs, one kind of them at a time: each kind has facts and a plan of its own. */
@Component
public class Store implements Versions {

    private final JdbcTemplate jdbc;
    private final RunRows rows;
    private final EntryRows entries;
    private final RequestKeyRows keys;
    private final KeptTokens tokens;
    private final OwnerRows owners;
    private final TransactionTemplate transactions;

    Store(
            JdbcTemplate jdbc,
            RunRows rows,
            EntryRows entries,
            RequestKeyRows keys,
            KeptTokens tokens,
            OwnerRows owners,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.entries = entries;
        this.keys = keys;
        this.tokens = tokens;
        this.owners = owners;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** Whether several replicas may work with the database: H2's belongs to one process. */
    public boolean mayBeShared() {
        var product =
                jdbc.execute(
                        (ConnectionCallback<String>)
                                connection -> connection.getMetaData().getDatabaseProductName());
        return !"H2".equals(product);
    }

    /**
     * On H2 we are alone with the database, so whatever is held at the start is held by a dead
     * process. On PostgreSQL the heartbeat decides.
     */
    public void releaseWhatADeadProcessHeld() {
        if (!mayBeShared()) {
            jdbc.update(
                    "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null where picked");
        }
    }

    /**
     * @param plan the name that is stored with every run of the kind
     * @param queue where runs of the kind wait, and no others
     * @param atOnce how many of one owner may be under way, and hold their subjects
     */
    public <F> Runs<F> runs(
            Class<F> factsType, String plan, Queue queue, int atOnce, Watcher<F> watcher) {
        var room = new Room(owners, rows, atOnce);
        return new JpaRuns<>(
                rows, entries, keys, tokens, transactions, factsType, plan, queue, room, watcher);
    }

    /**
     * Counts what is stored.
     *
     * @param tasks names of those tasks of the scheduler that are runs
     */
    public Census census(Collection<String> tasks, Instant now) {
        return new Census(counts(), waiting(tasks, now));
    }

    private List<Census.Count> counts() {
        return jdbc.query(
                "select plan, standing, count(*), min(coalesce(begun_at, created_at)) from run group by plan, standing",
                (row, _) ->
                        new Census.Count(
                                row.getString(1),
                                Standing.valueOf(row.getString(2)),
                                row.getLong(3),
                                instant(row, 4)));
    }

    private List<Census.Waiting> waiting(Collection<String> tasks, Instant now) {
        return jdbc
                .query(
                        "select task_name, count(*), min(execution_time) from scheduled_tasks where not picked and execution_time <= ? group by task_name",
                        (row, _) ->
                                new Census.Waiting(
                                        row.getString(1), row.getLong(2), instant(row, 3)),
                        now.atOffset(ZoneOffset.UTC))
                .stream()
                .filter(waiting -> tasks.contains(waiting.task()))
                .toList();
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Override
    public Map<UUID, Long> versions(Collection<UUID> ids) {
        return rows.versions(ids).stream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (Long) row[1]));
    }
}
