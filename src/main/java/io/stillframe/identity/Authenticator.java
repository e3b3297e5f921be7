package io.stillframe.identity;

import java.util.List;
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
     * @param policy what the callers' roles allow
     * @param rights with whose the caller's requests are carried out
     * @param blocking where Keystone is waited for
     */
    record ByToken(Callers callers, Policy policy, RightsKind rights, Scheduler blocking)
            implements Authenticator {

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
                    .map(ByToken::known)
                    .map(caller -> new CallerAuthentication(with(token, caller)));
        }

        private static Caller known(Optional<Caller> caller) {
            return caller.orElseThrow(() -> new BadCredentialsException("no such token"));
        }

        private Caller with(String token, Caller caller) {
            var known = caller.under(policy);
            return switch (rights) {
                case SERVICE -> known;
                case CALLER -> known.lending(new Secret(token));
            };
        }
    }

    /** Not at all: everybody is the same caller, and there are no other projects. */
    record Nobody(Caller everybody) implements Authenticator {

        public Nobody {
            everybody = everybody.under(allInOneProject(everybody));
        }

        private static Policy allInOneProject(Caller everybody) {
            var roles = List.copyOf(everybody.roles());
            return new Policy(roles, roles, List.of());
        }

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
