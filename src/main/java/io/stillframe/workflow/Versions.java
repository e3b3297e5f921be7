package io.stillframe.workflow;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** How often stored runs have changed, whatever their kind. */
public interface Versions {

    /** Those of the runs that exist: one query, however many are asked for. */
    Map<UUID, Long> versions(Collection<UUID> ids);
}
