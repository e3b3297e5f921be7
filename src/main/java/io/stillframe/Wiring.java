package io.stillframe;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import com.github.kagkarlsson.scheduler.task.Task;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.identity.Caller;
import io.stillframe.identity.Callers;
import io.stillframe.identity.KeystoneAddress;
import io.stillframe.openstack.CloudConfig;
import io.stillframe.openstack.OpenStack;
import io.stillframe.openstack.ValidToken;
import io.stillframe.runner.DbSchedulerQueue;
import io.stillframe.runner.RunTasks;
import io.stillframe.runner.Runner;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Ladder;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotPlan;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Volumes;
import io.stillframe.store.Store;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.reactive.function.client.WebClient;

/** Plugs everything together: the one place that knows every package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StillframeSettings.class)
class Wiring {

    /**
     * Databases keep microseconds; a finer clock would make a stored run differ from the one in
     * memory.
     */
    @Bean
    InstantSource clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    }

    @Bean
    @Profile("!sandbox")
    CloudConfig cloudConfig() {
        var env = System.getenv();
        return CloudConfig.find(env, CloudConfig.usualDirectories(env)).orElseThrow(NoCloud::new);
    }

    @Bean(destroyMethod = "")
    OpenStack openStack(
            CloudConfig config,
            StillframeSettings settings,
            WebClient.Builder http,
            InstantSource clock) {
        return OpenStack.connect(config, settings.limits(), http, clock);
    }

    @Bean
    MeterBinder cloudMetrics(OpenStack openStack) {
        return openStack.metrics();
    }

    /** When nobody makes calls any more, and there still are threads to close connections. */
    @Bean
    EarlyStop endOfTheConnections(OpenStack openStack) {
        return new EarlyStop(1, openStack::close);
    }

    @Bean
    Servers servers(OpenStack openStack) {
        return openStack.servers();
    }

    @Bean
    Volumes volumes(OpenStack openStack) {
        return openStack.volumes();
    }

    @Bean
    Images images(OpenStack openStack) {
        return openStack.images();
    }

    @Bean
    Cloud cloud(OpenStack openStack) {
        return openStack.cloud();
    }

    /**
     * Keystone tells about a token when asked with that token itself, so this needs no rights of
     * ours.
     */
    @Bean
    Callers callers(OpenStack openStack) {
        return token -> openStack.keystone().validate(token).flatMap(Wiring::caller);
    }

    /**
     * Everybody, where {@code stillframe.identity} is {@code none}: then our own project is the
     * only one.
     */
    @Bean
    @ConditionalOnProperty(name = "stillframe.identity", havingValue = "none")
    Caller everybody(Cloud cloud) {
        return new Caller("anybody", "anybody", cloud.projectId(), Set.of("member"), Instant.MAX);
    }

    @Bean
    KeystoneAddress keystoneAddress(CloudConfig config) {
        return new KeystoneAddress(config.authUrl());
    }

    @Bean
    FirstLook firstLook(Cloud cloud) {
        return new FirstLook(cloud);
    }

    @Bean
    SnapshotSettings snapshotSettings(StillframeSettings settings) {
        return settings.snapshots();
    }

    /**
     * Asks for the scheduler late: it needs the tasks, they need the runs, and the runs need the
     * queue.
     */
    @Bean
    DbSchedulerQueue queue(ObjectProvider<Scheduler> scheduler) {
        return new DbSchedulerQueue(scheduler::getObject);
    }

    @Bean
    Runs<ServerSnapshot> runs(Store store, DbSchedulerQueue queue) {
        store.releaseWhatADeadProcessHeld();
        return store.runs(ServerSnapshot.class, queue);
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
    Experience experience(StillframeSettings settings, InstantSource clock) {
        return new Experience(clock, settings.experienceLasts());
    }

    /** The same that the plan climbs, for whoever asks what works here. */
    @Bean
    Ladder ladder(Images images, SnapshotSettings settings, Experience experience) {
        return new Ladder(images, settings.ladder(), experience);
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
    LeftoverMetrics leftoverMetrics(Snapshots snapshots) {
        return new LeftoverMetrics(snapshots);
    }

    @Bean
    RunTasks<ServerSnapshot> runTasks(
            Plan<ServerSnapshot> plan,
            StillframeSettings settings,
            Runs<ServerSnapshot> runs,
            DbSchedulerQueue queue,
            InstantSource clock) {
        var runner = new Runner<>(plan, new Decider<>(plan, settings.patience()), runs, clock);
        return new RunTasks<>(runner, runs, queue, clock, settings.retention());
    }

    @Bean
    Task<Void> runTask(RunTasks<ServerSnapshot> tasks, DbSchedulerProperties scheduler) {
        return tasks.runs(scheduler.getHeartbeatInterval());
    }

    @Bean
    Task<Void> housekeeping(RunTasks<ServerSnapshot> tasks) {
        return tasks.housekeeping();
    }

    /** A token without a project, such as one of a whole domain, is of no use here. */
    private static Optional<Caller> caller(ValidToken token) {
        return Optional.ofNullable(token.projectId())
                .map(project ->
                        new Caller(
                                token.userId(),
                                token.userName(),
                                project,
                                token.roles(),
                                token.expiresAt()));
    }
}
