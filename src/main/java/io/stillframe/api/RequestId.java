package io.stillframe.api;

import io.stillframe.telemetry.Trail;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a request is called in answers and logs, as with every OpenStack service.
 *
 * @param local given by us
 * @param global given by the caller, who may have sent others under it, to other services; null if
 *     it gave none
 */
record RequestId(String local, @Nullable String global) {

    static final String HEADER = "X-OpenStack-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();

    /** What else a caller sends is not repeated anywhere. */
    private static final Pattern GLOBAL =
            Pattern.compile("req-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    static String next(Supplier<UUID> ids) {
        return "req-" + ids.get();
    }

    static RequestId given(ServerWebExchange exchange, Supplier<UUID> ids) {
        var sent = exchange.getRequest().getHeaders().getOrEmpty(HEADER);
        var global =
                sent.size() == 1 && GLOBAL.matcher(sent.getFirst()).matches()
                        ? sent.getFirst()
                        : null;
        var id = new RequestId(next(ids), global);
        exchange.getAttributes().put(ATTRIBUTE, id);
        return id;
    }

    static RequestId of(ServerWebExchange exchange) {
        return Optional.<RequestId>ofNullable(exchange.getAttribute(ATTRIBUTE))
                .orElseThrow(() -> new IllegalStateException("no filter gave the request an id"));
    }

    /** Under which the present work is done; null if nobody has asked for it. */
    static @Nullable String ofTheWork() {
        var trail = Trail.current();
        return trail == null ? null : trail.requestId();
    }

    /**
     * What is done for the request belongs to this: to what the caller does, if that has an id, and
     * else to the request.
     */
    Trail trail() {
        return global == null
                ? new Trail(local, Map.of(Trail.REQUEST_ID, local))
                : new Trail(global, Map.of(Trail.REQUEST_ID, local, "global_request_id", global));
    }

    /** As logs have it. */
    @Override
    public String toString() {
        return global == null ? local : "%s (%s)".formatted(local, global);
    }
}
