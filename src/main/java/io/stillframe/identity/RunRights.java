package io.stillframe.identity;

import java.util.UUID;

/** With whose rights a run works when no caller waits for it. */
@FunctionalInterface
public interface RunRights {

    /** All with our own credentials. */
    RunRights OWN = (_, _) -> Rights.OWN;

    /**
     * Blocks.
     *
     * @param owner the project that the run is of
     */
    Rights of(UUID run, String owner);
}
