package io.stillframe.workflow;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

class InMemoryRunsTest extends RunsSideBySideContract {

    private final InMemoryRuns.Tables tables = new InMemoryRuns.Tables();

    @Override
    protected <F> Runs<F> open(Class<F> facts, String plan, Queue queue, int atOnce) {
        return new InMemoryRuns<>(tables, queue, atOnce);
    }

    /** Memory belongs to one. */
    @Override
    protected Runs<Facts> replica() {
        return runs;
    }

    @Override
    protected Map<UUID, Long> versions(Collection<UUID> ids) {
        return tables.versions(ids);
    }
}
