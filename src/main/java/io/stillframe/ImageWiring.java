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
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ImagePlan;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotSettings;
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

/** The runs that make images out of any block devices, and all that makes them go. */
@Configuration(proxyBeanMethods = false)
class ImageWiring {

    private static final TaskNames TASKS = new TaskNames("image-run", "image-housekeeping");

    /** Asks for the scheduler late, as the queue of the snapshots does. */
    @Bean
    DbSchedulerQueue<ImageCreation> imageQueue(ObjectProvider<Scheduler> scheduler) {
        return new DbSchedulerQueue<>(TASKS, scheduler::getObject);
    }

    @Bean
    RunTelemetry<ImageCreation> imageTelemetry(
            MeterRegistry metrics, OpenTelemetry telemetry, ObservationRegistry observations) {
        var kind =
                new RunKind<ImageCreation>(
                        ImagePlan.NAME,
                        TASKS.run(),
                        "image_creation_id",
                        null,
                        facts -> TelemetryWiring.word(facts.climb().taken()),
                        _ -> null);
        return new RunTelemetry<>(
                kind, TelemetryWiring.strategies(), metrics, telemetry, observations);
    }

    @Bean
    Runs<ImageCreation> imageRuns(
            Store store,
            DbSchedulerQueue<ImageCreation> queue,
            StillframeSettings settings,
            RunTelemetry<ImageCreation> telemetry) {
        return store.runs(
                ImageCreation.class, ImagePlan.NAME, queue, settings.snapshotsAtOnce(), telemetry);
    }

    @Bean
    Plan<ImageCreation> imagePlan(
            Servers servers,
            Volumes volumes,
            Images images,
            SnapshotSettings settings,
            Experience experience) {
        return ImagePlan.of(
                servers, volumes, images, settings.ladder(), experience, UUID::randomUUID);
    }

    @Bean
    ImageCreations imageCreations(
            Plan<ImageCreation> plan,
            StillframeSettings settings,
            Runs<ImageCreation> runs,
            Volumes volumes,
            InstantSource clock) {
        return new ImageCreations(
                plan, settings.patience(), runs, volumes, clock, UUID::randomUUID);
    }

    /** An image that is made lives in Glance, and is asked for and deleted there. */
    @Bean
    RunTasks<ImageCreation> imageTasks(
            Plan<ImageCreation> plan,
            StillframeSettings settings,
            Runs<ImageCreation> runs,
            DbSchedulerQueue<ImageCreation> queue,
            RunRights rights,
            InstantSource clock,
            Shares shares,
            RunTelemetry<ImageCreation> telemetry) {
        var decider = new Decider<>(plan, settings.patience());
        var runner = new Runner<>(plan, decider, runs, rights, clock, shares, telemetry::during);
        return new RunTasks<>(
                runner, runs, queue, clock, Retention.onceEnded(settings.retention()));
    }
}
