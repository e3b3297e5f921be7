package io.stillframe.identity;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A port of its own for the operators, where there is one: who reaches it may see all that is
 * exposed there. Nothing else is served there; it is closed to others by means of the network.
 */
@Configuration(proxyBeanMethods = false)
class ManagementPort {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityWebFilterChain operators(ServerHttpSecurity http) {
        return http.securityMatcher(ManagementPort::isAsked)
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .authorizeExchange(requests -> requests.anyExchange().permitAll())
                .build();
    }

    private static Mono<MatchResult> isAsked(ServerWebExchange exchange) {
        return WebServerApplicationContext.hasServerNamespace(
                        exchange.getApplicationContext(), "management")
                ? MatchResult.match()
                : MatchResult.notMatch();
    }
}
