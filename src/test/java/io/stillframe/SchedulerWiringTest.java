package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.PollingStrategyConfig.Type;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** What is used in the end is seen by {@link PostgresServiceTest}. */
class SchedulerWiringTest {

    private final DbSchedulerProperties settings = new DbSchedulerProperties();
    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void pollsAsTheDatabaseAllows() {
        SchedulerWiring.choosePolling(settings, environment, true);
        assertThat(settings.getPollingStrategy()).isEqualTo(Type.LOCK_AND_FETCH);
        SchedulerWiring.choosePolling(settings, environment, false);
        assertThat(settings.getPollingStrategy()).isEqualTo(Type.FETCH);
    }

    @Test
    void leavesWhatAnOperatorHasSet() {
        environment.setProperty("db-scheduler.polling-strategy", "fetch");
        settings.setPollingStrategy(Type.FETCH);
        SchedulerWiring.choosePolling(settings, environment, true);
        assertThat(settings.getPollingStrategy()).isEqualTo(Type.FETCH);
    }
}
