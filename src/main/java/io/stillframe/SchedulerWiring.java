package io.stillframe;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.PollingStrategyConfig.Type;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerConfigurationSupport;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.event.SchedulerListener;
import com.github.kagkarlsson.scheduler.stats.StatsRegistry;
import io.stillframe.runner.RunTasks;
import io.stillframe.runner.Shares;
import io.stillframe.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * db-scheduler, as its starter would make it but for two things: the database decides how due runs
 * are looked for, and it stops early.
 */
@Configuration(proxyBeanMethods = false)
class SchedulerWiring {

    private static final String STRATEGY = "db-scheduler.polling-strategy";

    /** {@link EarlyStop} stops it; being stopped twice, it would complain. */
    @Bean(destroyMethod = "")
    @DependsOnDatabaseInitialization
    Scheduler scheduler(
            DbSchedulerProperties settings,
            Environment environment,
            Store store,
            DataSource database,
            DbSchedulerCustomizer customizer,
            StatsRegistry statistics,
            Clock clock,
            List<RunTasks<?>> kinds,
            List<SchedulerListener> listeners,
            List<ExecutionInterceptor> interceptors) {
        choosePolling(settings, environment, store.mayBeShared());
        store.releaseWhatADeadProcessHeld();
        var tasks =
                kinds.stream()
                        .flatMap(kind -> kind.all(settings.getHeartbeatInterval()).stream())
                        .toList();
        return DbSchedulerConfigurationSupport.buildScheduler(
                settings, customizer, statistics, clock, database, tasks, listeners, interceptors);
    }

    /**
     * With lock_and_fetch PostgreSQL gives each of several replicas other runs; H2 does not know
     * how. Whoever sets it, knows better.
     */
    static void choosePolling(
            DbSchedulerProperties settings, Environment environment, boolean shared) {
        if (!Binder.get(environment).bind(STRATEGY, String.class).isBound()) {
            settings.setPollingStrategy(shared ? Type.LOCK_AND_FETCH : Type.FETCH);
        }
    }

    /**
     * Beside the web server's graceful phase, so that no run is taken that could not be ended, and
     * all that those in hand need is still there.
     */
    @Bean
    EarlyStop stopOfTheScheduler(Scheduler scheduler) {
        return new EarlyStop(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE, scheduler::stop);
    }

    /** Of the workers that db-scheduler is told to have. */
    @Bean
    Shares shares(DbSchedulerProperties settings, InstantSource clock) {
        return new Shares(settings.getThreads(), clock);
    }

    /** Steps block on HTTP: on virtual threads that costs nothing. */
    @Bean
    DbSchedulerCustomizer onVirtualThreads() {
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<ExecutorService> executorService() {
                return Optional.of(
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("run-", 0).factory()));
            }
        };
    }
}
