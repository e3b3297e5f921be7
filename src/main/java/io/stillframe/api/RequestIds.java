package io.stillframe.api;

import io.stillframe.telemetry.Trail;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request an id, and every answer that of its request. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestIds implements WebFilter {

    private final Supplier<UUID> ids;

    RequestIds(Supplier<UUID> ids) {
        this.ids = ids;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var id = RequestId.given(exchange, ids);
        exchange.getResponse().getHeaders().set(RequestId.HEADER, id.local());
        return chain.filter(exchange).contextWrite(context -> context.put(Trail.KEY, id.trail()));
    }
}
