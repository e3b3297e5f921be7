package io.stillframe.api;

import static org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.SnapshotSettings;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Volumes;
import io.stillframe.workflow.Versions;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** How requests are read and answers written. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebFluxConfigurer {

    /** A mapping as long as a property can be, written with room and with all its keys. */
    static final int LARGEST_BODY = 256 * 1024;

    /**
     * Strict in what it reads: a caller that misspells a field learns of it, instead of getting
     * another snapshot than it wanted.
     */
    private final JsonMapper json =
            JsonMapper.builder(BodyLimits.factory())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            texts ->
                                    texts.setCoercion(
                                                    CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .withCoercionConfig(
                            LogicalType.Integer,
                            numbers ->
                                    numbers.setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.EmptyString,
                                                    CoercionAction.Fail))
                    .withCoercionConfig(
                            LogicalType.Boolean,
                            flags ->
                                    flags.setCoercion(
                                            CoercionInputShape.EmptyString, CoercionAction.Fail))
                    .build();

    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer codecs) {
        codecs.defaultCodecs().maxInMemorySize(LARGEST_BODY);
        codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(json));
        codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json));
    }

    @Bean
    Problems problems() {
        return new Problems(json);
    }

    @Bean
    RequestRules requestRules(SnapshotSettings settings) {
        return new RequestRules(settings);
    }

    @Bean
    ImageRules imageRules(SnapshotSettings settings) {
        return new ImageRules(settings);
    }

    @Bean
    ChangeRules changeRules(SnapshotSettings settings) {
        return new ChangeRules(settings);
    }

    @Bean
    Sight sight(Volumes volumes, Images images) {
        return new Sight(volumes, images);
    }

    @Bean
    Held held(Changes changes, @Qualifier(APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor executor) {
        return new Held(changes, Schedulers.fromExecutor(executor));
    }

    @Bean(destroyMethod = "")
    Changes changes(
            Versions runs, @Qualifier(APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor executor) {
        return new Changes(runs, Changes.BETWEEN_LOOKS, Schedulers.parallel(), executor);
    }

    @Bean
    LiveEvents liveEvents(
            Snapshots snapshots,
            Changes changes,
            InstantSource clock,
            @Qualifier(APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor executor) {
        return new LiveEvents(
                snapshots,
                changes,
                clock,
                LiveEvents.HEARTBEAT,
                Schedulers.parallel(),
                Schedulers.fromExecutor(executor));
    }

    /** Told before the server begins to wait for the requests that are under way. */
    @Bean
    ApplicationListener<ContextClosedEvent> letGoWhoeverWaits(Changes changes) {
        return _ -> changes.close();
    }
}
