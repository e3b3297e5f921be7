package io.stillframe.sandbox.http;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Which operation of a service answers which request; the first that fits. */
final class Routes {

    private final String service;
    private final String prefix;
    private final Gateway gateway;
    private final RouterFunctions.Builder builder = RouterFunctions.route();

    Routes(String service, String prefix, Gateway gateway) {
        this.service = service;
        this.prefix = prefix;
        this.gateway = gateway;
    }

    Routes get(String path, String operation, Operation action) {
        return on(HttpMethod.GET, path, operation, action);
    }

    Routes post(String path, String operation, Operation action) {
        return on(HttpMethod.POST, path, operation, action);
    }

    Routes put(String path, String operation, Operation action) {
        return on(HttpMethod.PUT, path, operation, action);
    }

    Routes delete(String path, String operation, Operation action) {
        return on(HttpMethod.DELETE, path, operation, action);
    }

    Routes on(HttpMethod method, String path, String operation, Operation action) {
        var predicate = RequestPredicates.method(method).and(RequestPredicates.path(path));
        builder.route(predicate, request -> gateway.handle(service, operation, action, request));
        return this;
    }

    /** With any method that nobody above wanted. */
    Routes any(String path, String operation, Operation action) {
        builder.route(
                RequestPredicates.path(path),
                request -> gateway.handle(service, operation, action, request));
        return this;
    }

    /** Whatever nobody above wanted. */
    Routes otherwise(Operation action) {
        builder.route(
                RequestPredicates.all(),
                request -> gateway.handle(service, "unknown", action, request));
        return this;
    }

    RouterFunction<ServerResponse> build() {
        // Not a path predicate: that would cut the prefix off for those nested in it.
        return RouterFunctions.nest(
                request -> request.path().equals(prefix) || request.path().startsWith(prefix + "/"),
                builder.build());
    }
}
