package io.stillframe.api;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.springdoc.core.customizers.SpringDocCustomizers;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.providers.SpringDocProviders;
import org.springdoc.core.service.AbstractRequestService;
import org.springdoc.core.service.GenericResponseService;
import org.springdoc.core.service.OpenAPIService;
import org.springdoc.core.service.OperationService;
import org.springdoc.webflux.api.OpenApiWebfluxResource;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Hands out the OpenAPI document. It needs no token, so it has to be cheap: springdoc would write
 * it anew for each request, and make and keep one for each language that is asked for. Here it is
 * made once, and nothing of a request goes into it.
 */
@RestController
class OpenApiBytes extends OpenApiWebfluxResource {

    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    private final Mono<byte[]> json = once(() -> writeJsonValue(getOpenApi("/", Locale.ENGLISH)));
    private final Mono<byte[]> yaml = once(() -> writeYamlValue(getOpenApi("/", Locale.ENGLISH)));

    OpenApiBytes(
            ObjectFactory<OpenAPIService> document,
            AbstractRequestService requests,
            GenericResponseService responses,
            OperationService operations,
            SpringDocConfigProperties properties,
            SpringDocProviders providers,
            SpringDocCustomizers customizers) {
        super(document, requests, responses, operations, properties, providers, customizers);
    }

    @Override
    public Mono<byte[]> openapiJson(ServerHttpRequest request, String path, Locale language) {
        return json;
    }

    @Override
    public Mono<byte[]> openapiYaml(ServerHttpRequest request, String path, Locale language) {
        return yaml;
    }

    /** A failure is not kept. */
    private static Mono<byte[]> once(Callable<byte[]> making) {
        return Mono.fromCallable(making)
                .cache(_ -> FOR_EVER, _ -> Duration.ZERO, () -> Duration.ZERO);
    }
}
