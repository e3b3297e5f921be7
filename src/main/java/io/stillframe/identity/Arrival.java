package io.stillframe.identity;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What comes right after a caller is known, and before its request is looked at: remembering whose
 * request it is, and counting it. Where callers are not told apart nothing is counted: all would
 * share one limit, and nobody be protected from another.
 */
public final class Arrival implements ServerAuthenticationSuccessHandler {

    private static final String CALLER = Caller.class.getName();

    private final int perSecond;
    private final boolean counting;
    private final RequestRates rates;
    private final RequestPlaces places;

    Arrival(RateSettings settings, boolean counting, LongSupplier nanoTime) {
        this.perSecond = settings.requestsPerSecond();
        this.counting = counting;
        this.rates = new RequestRates(perSecond, nanoTime);
        this.places = new RequestPlaces(settings.requestsAtOnce());
    }

    /** Who sent the request, be it served or not; empty as long as nobody is known to have. */
    public static Optional<Caller> caller(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(CALLER));
    }

    @Override
    public Mono<Void> onAuthenticationSuccess(
            WebFilterExchange request, Authentication authentication) {
        var exchange = request.getExchange();
        if (authentication instanceof CallerAuthentication known) {
            var caller = known.getPrincipal();
            exchange.getAttributes().put(CALLER, caller);
            return counting ? counted(caller.projectId(), request) : served(request);
        }
        return served(request);
    }

    private Mono<Void> counted(String projectId, WebFilterExchange request) {
        return rates.take(projectId)
                ? places.taking(projectId, served(request))
                : Mono.error(TooManyRequests.perSecond(perSecond));
    }

    private static Mono<Void> served(WebFilterExchange request) {
        return request.getChain().filter(request.getExchange());
    }
}
