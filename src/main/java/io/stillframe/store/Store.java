package io.stillframe.store;

import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Runs;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens the stored runs of one kind of facts. */
@Component
public class Store {

    private final JdbcTemplate jdbc;
    private final RunRows rows;
    private final EntryRows entries;
    private final RequestKeyRows keys;
    private final TransactionTemplate transactions;

    Store(
            JdbcTemplate jdbc,
            RunRows rows,
            EntryRows entries,
            RequestKeyRows keys,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.entries = entries;
        this.keys = keys;
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

    public <F> Runs<F> runs(Class<F> factsType, Queue queue) {
        return new JpaRuns<>(rows, entries, keys, transactions, queue, factsType);
    }
}
