package io.stillframe.workflow;

import java.time.Instant;
import java.util.UUID;

/** Where a run waits until it is due. */
public interface Queue {

    /**
     * Makes the run due at that time, within the caller's transaction.
     *
     * @return false if it is being worked on at this moment, and was left alone
     */
    boolean due(UUID run, Instant at);

    /** Looks for due runs at once; to be called after the transaction. */
    void look();
}
