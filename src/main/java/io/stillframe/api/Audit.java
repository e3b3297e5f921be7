package io.stillframe.api;

import io.stillframe.identity.Arrival;
import io.stillframe.identity.Caller;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells of every request that is to change something, and of every one that was refused for who
 * sent it: one line each, on a logger of its own, before the answer is sent. Of the query nothing
 * is told, it may hold what is secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class Audit implements WebFilter {

    static final String LOGGER = "stillframe.audit";

    /** Where the type of a problem is left by whoever answers with it. */
    static final String PROBLEM = Audit.class.getName() + ".problem";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);
    private static final Set<HttpMethod> CHANGES =
            Set.of(HttpMethod.POST, HttpMethod.PATCH, HttpMethod.PUT, HttpMethod.DELETE);
    private static final Set<Integer> REFUSED_FOR_THE_CALLER = Set.of(401, 403, 429);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var told = new AtomicBoolean();
        var response = exchange.getResponse();
        response.beforeCommit(
                () -> Mono.fromRunnable(() -> tell(exchange, response.getStatusCode(), told)));
        // what a caller does not wait for may happen all the same
        return chain.filter(exchange).doOnCancel(() -> tell(exchange, null, told));
    }

    private static void tell(
            ServerWebExchange exchange, @Nullable HttpStatusCode status, AtomicBoolean told) {
        if (concerns(exchange, status) && told.compareAndSet(false, true)) {
            log.info(line(exchange, status));
        }
    }

    private static boolean concerns(ServerWebExchange exchange, @Nullable HttpStatusCode status) {
        var request = exchange.getRequest();
        return (status != null && REFUSED_FOR_THE_CALLER.contains(status.value()))
                || CHANGES.contains(request.getMethod());
    }

    private static String line(ServerWebExchange exchange, @Nullable HttpStatusCode status) {
        var request = exchange.getRequest();
        var caller = Arrival.caller(exchange);
        var from = request.getRemoteAddress();
        var id = RequestId.of(exchange);
        var made = exchange.getResponse().getHeaders().getLocation();
        return new LogLine("action")
                .with("user_id", caller.map(Caller::userId))
                .with("user", caller.map(Caller::userName))
                .with("project", caller.map(Caller::projectId))
                .with("from", Optional.ofNullable(from).map(address -> address.getHostString()))
                .with("method", Optional.of(request.getMethod().name()))
                .with("path", Optional.of(request.getPath().value()))
                .with(
                        "status",
                        Optional.of(status == null ? "unanswered" : String.valueOf(status.value())))
                .with("problem", Optional.ofNullable(exchange.getAttribute(PROBLEM)))
                .with("made", Optional.ofNullable(made).map(uri -> uri.getPath()))
                .with("request_id", Optional.of(id.local()))
                .with("global_request_id", Optional.ofNullable(id.global()))
                .toString();
    }
}
