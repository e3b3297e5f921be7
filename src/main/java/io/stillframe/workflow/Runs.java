package io.stillframe.workflow;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The stored runs. A run is stored together with its entries and its place in the queue, or not at
 * all.
 */
public interface Runs<F> {

    Optional<Run<F>> find(UUID id);

    /**
     * Stores what was decided, if the stored run is still the one that it was decided on.
     *
     * @return false if the run has changed meanwhile; then nothing was stored, and the decision is
     *     void
     */
    boolean store(Decision<F> decision);

    /** Those of the owner that go forward or back at the moment. */
    List<Run<F>> unfinishedOf(String owner);
}
