package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.Task;
import com.zaxxer.hikari.HikariDataSource;
import io.stillframe.identity.RunRights;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One project has hundreds of runs that hang, and another has one; with the real db-scheduler. */
@Timeout(120)
class SharedWorkersTest {

    private static final int WORKERS = 8;
    private static final int MANY = 200;
    private final InstantSource clock = Clock.systemUTC();
    private final Shares shares = new Shares(WORKERS, clock);
    private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();
    private final CountDownLatch storage = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Kind snapshots = new Kind("run");
    private final Kind images = new Kind("image-run");

    @Test
    void endsTheRunOfAnotherWhileHundredsHangOnPostgres() throws IOException {
        try (var postgres = EmbeddedPostgres.start()) {
            endsTheRunOfAnotherWhileHundredsHang(
                    postgres.getJdbcUrl("postgres", "postgres"),
                    all -> all.pollUsingLockAndFetch(0.5, 1.0));
        }
    }

    @Test
    void endsTheRunOfAnotherWhileHundredsHangOnH2() {
        endsTheRunOfAnotherWhileHundredsHang(
                "jdbc:h2:mem:shares", all -> all.pollUsingFetchAndLockOnExecute(0.5, 1.0));
    }

    private void endsTheRunOfAnotherWhileHundredsHang(
            String url, UnaryOperator<SchedulerBuilder> polling) {
        try (var database = new HikariDataSource()) {
            database.setJdbcUrl(url);
            database.setUsername(url.contains("postgres") ? "postgres" : "sa");
            endsTheRunOfAnotherWhileHundredsHang(database, polling);
        }
    }

    private void endsTheRunOfAnotherWhileHundredsHang(
            DataSource database, UnaryOperator<SchedulerBuilder> polling) {
        Flyway.configure().dataSource(database).load().migrate();
        var all = scheduler(database, polling);
        scheduler.set(all);
        try (snapshots.tasks;
                images.tasks) {
            for (int i = 0; i < MANY / 2; i++) {
                snapshots.start("greedy");
                images.start("greedy");
            }
            var another = snapshots.start("modest");

            all.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> snapshots.ended(another));

            assertThat(begun).hasValueBetween(1, WORKERS / 2);
            assertThat(ended).hasValue(0);
            storage.countDown();
            await().atMost(Duration.ofMinutes(1)).until(() -> ended.get() == MANY);
        } finally {
            storage.countDown();
            all.stop();
        }
    }

    private Scheduler scheduler(DataSource database, UnaryOperator<SchedulerBuilder> polling) {
        var tasks = new ArrayList<Task<?>>();
        tasks.addAll(snapshots.tasks.all(Duration.ofSeconds(5)));
        tasks.addAll(images.tasks.all(Duration.ofSeconds(5)));
        return polling.apply(
                        Scheduler.create(database, tasks)
                                .threads(WORKERS)
                                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                                .pollingInterval(Duration.ofMillis(50)))
                .build();
    }

    /** The greedy project's storage hangs. */
    private Outcome<String> saved(Run<String> run) {
        if (run.owner().equals("greedy")) {
            begun.incrementAndGet();
            try {
                storage.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ended.incrementAndGet();
        }
        return run.done();
    }

    private static Step<String> step(String name, Function<Run<String>, Outcome<String>> work) {
        return new Step<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome<String> perform(Run<String> run) {
                return work.apply(run);
            }
        };
    }

    /** Runs of one plan, of one step. */
    private final class Kind {

        private final InMemoryRuns<String> runs;
        private final Plan<String> plan;
        private final RunTasks<String> tasks;

        private Kind(String task) {
            var queue =
                    new DbSchedulerQueue<String>(
                            new TaskNames(task, task + "-housekeeping"),
                            () -> Objects.requireNonNull(scheduler.get()));
            this.runs = new InMemoryRuns<>(new InMemoryRuns.Tables(), queue);
            this.plan =
                    new Plan<>(
                            task,
                            facts -> facts,
                            _ -> false,
                            List.of(step("save", SharedWorkersTest.this::saved)),
                            step("again", Run::done));
            var runner =
                    new Runner<>(
                            plan,
                            new Decider<>(plan, RunnerTest.PATIENCE),
                            runs,
                            RunRights.OWN,
                            clock,
                            shares,
                            Surroundings::none);
            this.tasks =
                    new RunTasks<>(
                            runner, runs, queue, clock, Retention.onceGone(Duration.ofDays(1)));
        }

        private UUID start(String owner) {
            var id = UUID.randomUUID();
            var run =
                    Run.of(
                            id,
                            plan,
                            owner,
                            id.toString(),
                            "",
                            RunnerTest.PATIENCE,
                            clock.instant());
            runs.start(Decision.first(run, List.of()), null);
            return id;
        }

        private boolean ended(UUID id) {
            return runs.find(id).orElseThrow().finished();
        }
    }
}
