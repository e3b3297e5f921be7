package io.stillframe.sandbox.http;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Stands at the door before the one who will answer is there. */
final class LateHandler implements HttpHandler {

    private volatile @Nullable HttpHandler handler;

    void is(HttpHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        var known = handler;
        if (known == null) {
            response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
            return response.setComplete();
        }
        return known.handle(request, response);
    }
}
