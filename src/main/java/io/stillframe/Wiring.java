package io.stillframe;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.identity.Caller;
import io.stillframe.identity.Callers;
import io.stillframe.identity.IdentitySettings;
import io.stillframe.identity.KeystoneAddress;
import io.stillframe.identity.OwnProject;
import io.stillframe.identity.Rights;
import io.stillframe.identity.RunRights;
import io.stillframe.openstack.CloudConfig;
import io.stillframe.openstack.OpenStack;
import io.stillframe.openstack.ValidToken;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Experience;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Ladder;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Volumes;
import io.stillframe.store.KeptTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Plugs everything together. What belongs to one kind of runs is in {@link SnapshotWiring} and
 * {@link ImageWiring}, db-scheduler in {@link SchedulerWiring}, health in {@link HealthWiring}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StillframeSettings.class)
class Wiring {

    /** Before anything is made. */
    @Bean
    static BeanFactoryPostProcessor onlyKnownSettings(ConfigurableEnvironment environment) {
        return _ -> new SettingsCheck(KnownSettings.inTheJar()).of(environment);
    }

    /** Before the pool, which would show it. */
    @Bean
    static BeanFactoryPostProcessor noPasswordInTheDatabaseUrl(
            ConfigurableEnvironment environment) {
        return _ -> DatabaseUrl.check(environment);
    }

    /**
     * Databases keep microseconds; a finer clock would make a stored run differ from the one in
     * memory.
     */
    @Bean
    InstantSource clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    }

    @Bean
    Supplier<UUID> ids() {
        return UUID::randomUUID;
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
            IdentitySettings identity,
            WebClient.Builder http,
            InstantSource clock) {
        return OpenStack.connect(
                config, settings.limits(), identity.volumesVouchedFor(), http, clock);
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
    SnapshotSettings snapshotSettings(StillframeSettings settings, IdentitySettings identity) {
        return settings.snapshots(identity.volumesVouchedFor());
    }

    @Bean
    RunRights runRights(IdentitySettings identity, KeptTokens tokens, Cloud cloud) {
        return switch (identity.rights()) {
            case CALLER -> tokens::of;
            case SERVICE -> new OwnProject(cloud::projectId);
        };
    }

    @Bean
    Experience experience(StillframeSettings settings, InstantSource clock) {
        return new Experience(clock, settings.experienceLasts(), () -> Rights.current().project());
    }

    /** The same that the plan climbs, for whoever asks what works here. */
    @Bean
    Ladder ladder(Images images, SnapshotSettings settings, Experience experience) {
        return new Ladder(images, settings.ladder(), experience);
    }

    /** A token without a project, such as one of a whole domain, is of no use here. */
    static Optional<Caller> caller(ValidToken token) {
        return Optional.ofNullable(token.projectId())
                .map(project ->
                        new Caller(
                                token.userId(),
                                token.userName(),
                                project,
                                token.roles(),
                                token.expiresAt()))
                .map(caller -> token.ofAdminProject() ? caller : caller.confinedToItsProject());
    }
}
