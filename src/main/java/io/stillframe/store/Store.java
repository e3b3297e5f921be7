package io.stillframe.store;

import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Runs;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens the stored runs of one kind of facts. */
@Component
public class Store {

    private final RunRows rows;
    private final EntryRows entries;
    private final RequestKeyRows keys;
    private final TransactionTemplate transactions;

    Store(
            RunRows rows,
            EntryRows entries,
            RequestKeyRows keys,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.entries = entries;
        this.keys = keys;
        this.transactions = new TransactionTemplate(transactions);
    }

    public <F> Runs<F> runs(Class<F> factsType, Queue queue) {
        return new JpaRuns<>(rows, entries, keys, transactions, queue, factsType);
    }
}
