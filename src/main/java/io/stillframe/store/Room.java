package io.stillframe.store;

import io.stillframe.workflow.Runs.Start.TooMany;
import java.util.Optional;

/**
 * How many runs of one owner may hold their subjects at the same time. Exact, however many replicas
 * are asked: the owner's row is locked while they are counted and one is added.
 */
final class Room {

    private final OwnerRows owners;
    private final RunRows rows;
    private final int atOnce;

    Room(OwnerRows owners, RunRows rows, int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException(
                    "At least one run of each owner must be possible at once, not " + atOnce);
        }
        this.owners = owners;
        this.rows = rows;
        this.atOnce = atOnce;
    }

    /** Whether there is none at the moment. */
    <F> Optional<TooMany<F>> full(String plan, String owner) {
        if (unlimited()) {
            return Optional.empty();
        }
        var underWay = rows.countByPlanAndOwnerAndHeldSubjectIsNotNull(plan, owner);
        return underWay < atOnce ? Optional.empty() : Optional.of(new TooMany<>(underWay, atOnce));
    }

    /**
     * The same, and if there is some, nobody else takes it before the end of the transaction. Of
     * several that add the owner's row at the same time one succeeds; the others must begin again.
     */
    <F> Optional<TooMany<F>> entered(String plan, String owner) {
        if (unlimited()) {
            return Optional.empty();
        }
        if (owners.lock(owner).isEmpty()) {
            owners.saveAndFlush(OwnerRow.of(owner));
        }
        return full(plan, owner);
    }

    private boolean unlimited() {
        return atOnce == Integer.MAX_VALUE;
    }
}
