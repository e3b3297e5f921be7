package io.stillframe;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.stillframe.identity.RunRights;
import io.stillframe.runner.DbSchedulerQueue;
import io.stillframe.runner.Retention;
import io.stillframe.runner.RunTasks;
import io.stillframe.runner.Runner;
import io.stillframe.runner.Shares;
import io.stillframe.runner.TaskNames;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Volumes;
import io.stillframe.store.Store;
import io.stillframe.telemetry.RunKind;
import io.stillframe.telemetry.RunTelemetry;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Runs;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The runs that take snapshots of servers, and all that makes them go. */
@Configuration(proxyBeanMethods = false)
class SnapshotWiring {

    private static final TaskNames TASKS = new TaskNames("run", "housekeeping");

    /**
     * Asks for the scheduler late: it needs the tasks, they need the runs, and the runs need the
     * queue.
     */
    @Bean
    DbSchedulerQueue<ServerSnapshot> snapshotQueue(ObjectProvider<Scheduler> scheduler) {
        return new DbSchedulerQueue<>(TASKS, scheduler::getObject);
    }

    @Bean
    RunTelemetry<ServerSnapshot> snapshotTelemetry(
            MeterRegistry metrics, OpenTelemetry telemetry, ObservationRegistry observations) {
        var kind =
                new RunKind<ServerSnapshot>(
                        SnapshotPlan.NAME,
                        TASKS.run(),
                        "snapshot_id",
                        "server_id",
                        facts -> TelemetryWiring.word(facts.climb().taken()),
                        facts -> facts.volumes().size());
        return new RunTelemetry<>(
                kind, TelemetryWiring.strategies(), metrics, telemetry, observations);
    }

    @Bean
    Runs<ServerSnapshot> snapshotRuns(
            Store store,
            DbSchedulerQueue<ServerSnapshot> queue,
            StillframeSettings settings,
            RunTelemetry<ServerSnapshot> telemetry) {
        return store.runs(
                ServerSnapshot.class,
                SnapshotPlan.NAME,
                queue,
                settings.snapshotsAtOnce(),
                telemetry);
    }

    @Bean
    Plan<ServerSnapshot> snapshotPlan(
            Servers servers,
            Volumes volumes,
            Images images,
            Cloud cloud,
            Runs<ServerSnapshot> runs,
            SnapshotSettings settings,
            Experience experience) {
        return SnapshotPlan.of(
                servers, volumes, images, cloud, runs, settings, experience, UUID::randomUUID);
    }

    @Bean
    Snapshots snapshots(
            Plan<ServerSnapshot> plan,
            StillframeSettings settings,
            Runs<ServerSnapshot> runs,
            InstantSource clock) {
        return new Snapshots(plan, settings.patience(), runs, clock, UUID::randomUUID);
    }

    @Bean
    RunTasks<ServerSnapshot> snapshotTasks(
            Plan<ServerSnapshot> plan,
            StillframeSettings settings,
            Runs<ServerSnapshot> runs,
            DbSchedulerQueue<ServerSnapshot> queue,
            RunRights rights,
            InstantSource clock,
            Shares shares,
            RunTelemetry<ServerSnapshot> telemetry) {
        var decider = new Decider<>(plan, settings.patience());
        var runner = new Runner<>(plan, decider, runs, rights, clock, shares, telemetry::during);
        return new RunTasks<>(runner, runs, queue, clock, Retention.onceGone(settings.retention()));
    }
}
