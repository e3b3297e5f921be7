package io.stillframe.identity;

import static org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Which requests need to say who sends them, before anything else looks at them. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(IdentitySettings.class)
class Security {

    /** For everybody: whether we live, and how we are spoken to. */
    private static final String[] OPEN = {
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/v3/api-docs",
        "/v3/api-docs.yaml"
    };

    @Bean
    Authenticator authenticator(
            IdentitySettings settings,
            ObjectProvider<Callers> callers,
            ObjectProvider<Caller> everybody,
            @Qualifier(APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor executor,
            InstantSource clock) {
        return switch (settings.identity()) {
            case KEYSTONE ->
                    new Authenticator.ByToken(
                            new RecentCallers(callers.getObject(), clock),
                            Schedulers.fromExecutor(executor));
            case NONE -> new Authenticator.Nobody(everybody.getObject());
        };
    }

    @Bean
    SecurityWebFilterChain filters(
            ServerHttpSecurity http,
            Authenticator authenticator,
            ObjectProvider<KeystoneAddress> keystone) {
        var challenge = challenge(keystone.getIfAvailable());
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(
                        authentication(authenticator, challenge),
                        SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint(challenge)
                                // answered where every problem is
                                .accessDeniedHandler((_, denied) -> Mono.error(denied)))
                .authorizeExchange(requests ->
                        requests.pathMatchers(OPEN)
                                .permitAll()
                                .pathMatchers("/actuator/**")
                                .denyAll()
                                .pathMatchers(HttpMethod.GET, "/**")
                                .authenticated()
                                .pathMatchers(HttpMethod.HEAD, "/**")
                                .authenticated()
                                .anyExchange()
                                .access(Security::mayChange))
                .build();
    }

    /** Answered where every problem is. */
    @Bean
    ServerExchangeRejectedHandler rejectedByTheFirewall() {
        return (_, rejected) -> Mono.error(rejected);
    }

    private static AuthenticationWebFilter authentication(
            Authenticator authenticator, ServerAuthenticationEntryPoint challenge) {
        var filter = new AuthenticationWebFilter(authenticator);
        filter.setServerAuthenticationConverter(authenticator::presented);
        filter.setRequiresAuthenticationMatcher(
                new NegatedServerWebExchangeMatcher(ServerWebExchangeMatchers.pathMatchers(OPEN)));
        filter.setAuthenticationFailureHandler(
                new ServerAuthenticationEntryPointFailureHandler(challenge));
        return filter;
    }

    private static Mono<AuthorizationResult> mayChange(
            Mono<Authentication> authentication, AuthorizationContext request) {
        return authentication
                .ofType(CallerAuthentication.class)
                .map(known -> known.getPrincipal().mayChange())
                .defaultIfEmpty(false)
                .map(AuthorizationDecision::new);
    }

    /** Says where tokens come from; the body is written where every problem is. */
    private static ServerAuthenticationEntryPoint challenge(@Nullable KeystoneAddress keystone) {
        var words =
                keystone == null ? "Keystone" : "Keystone uri=\"%s\"".formatted(keystone.authUrl());
        return (exchange, why) -> {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, words);
            return Mono.error(why);
        };
    }
}
