package io.stillframe.identity;

import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** How a request tells who sends it. */
sealed interface Authenticator extends ReactiveAuthenticationManager {

    /** What the request brings along; empty if it brings nothing. */
    Mono<Authentication> presented(ServerWebExchange exchange);

    /**
     * By the token in {@code X-Auth-Token}, as every OpenStack service.
     *
     * @param blocking where Keystone is waited for
     */
    record ByToken(Callers callers, Scheduler blocking) implements Authenticator {

        /** What may be passed on in a header of ours. */
        private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

        @Override
        public Mono<Authentication> presented(ServerWebExchange exchange) {
            var tokens = exchange.getRequest().getHeaders().getOrEmpty("X-Auth-Token");
            return tokens.size() == 1 && VISIBLE.matcher(tokens.getFirst().strip()).matches()
                    ? Mono.just(new TokenAuthentication(tokens.getFirst().strip()))
                    : Mono.empty();
        }

        @Override
        public Mono<Authentication> authenticate(Authentication presented) {
            var token = String.valueOf(presented.getCredentials());
            return Mono.fromCallable(() -> callers.of(token))
                    .subscribeOn(blocking)
                    .map(ByToken::known);
        }

        private static Authentication known(Optional<Caller> caller) {
            return caller.map(CallerAuthentication::new)
                    .orElseThrow(() -> new BadCredentialsException("no such token"));
        }
    }

    /** Not at all: everybody is the same caller. */
    record Nobody(Caller everybody) implements Authenticator {

        @Override
        public Mono<Authentication> presented(ServerWebExchange exchange) {
            return Mono.just(new CallerAuthentication(everybody));
        }

        @Override
        public Mono<Authentication> authenticate(Authentication presented) {
            return Mono.just(presented);
        }
    }
}
