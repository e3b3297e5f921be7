package io.stillframe.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.workflow.Queue;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.RunsSideBySideContract;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The contract with a database. The two below say which. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Import({Store.class, KeptTokens.class})
@Transactional(propagation = Propagation.NOT_SUPPORTED) // the store has its own
abstract class StoreTest extends RunsSideBySideContract {

    @Autowired Store store;
    @Autowired RunRows rows;
    @Autowired KeptTokenRows tokens;
    @Autowired OwnerRows owners;

    @BeforeEach
    void beginEmpty() {
        rows.deleteAll();
        owners.deleteAll();
    }

    @Override
    protected <F> Runs<F> open(Class<F> facts, String plan, Queue queue, int atOnce) {
        return store.runs(facts, plan, queue, atOnce, _ -> {});
    }

    @Override
    protected Map<UUID, Long> versions(Collection<UUID> ids) {
        return store.versions(ids);
    }

    @Test
    void keepsNoTokenOfARunThatWorksWithOurOwnRights() {
        started("server", null);

        assertThat(tokens.count()).isZero();
    }

    /** Whoever worked on it may have put it down between the two. */
    @Test
    void queuesAChangeFromOutsideWithItAndOnceMoreWhenAllCanSeeIt() {
        var run = started("server", null);
        queued.clear();
        runs.storeAndWake(cancelled(run));
        assertThat(queued).containsExactly(run.id(), run.id());
    }
}
