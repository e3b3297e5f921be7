package io.stillframe.identity;

import static org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
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
@EnableConfigurationProperties({IdentitySettings.class, Policy.class, RateSettings.class})
class Security {

    /** For everybody: whether we live, and how we are spoken to. */
    private static final String[] OPEN = {
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/livez",
        "/readyz",
        "/v3/api-docs",
        "/v3/api-docs.yaml"
    };

    @Bean
    Authenticator authenticator(
            IdentitySettings settings,
            Policy policy,
            ObjectProvider<Callers> callers,
            ObjectProvider<Caller> everybody,
            @Qualifier(APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor executor,
            InstantSource clock) {
        return switch (settings.identity()) {
            case KEYSTONE ->
                    new Authenticator.ByToken(
                            new RecentCallers(callers.getObject(), clock),
                            policy,
                            settings.rights(),
                            Schedulers.fromExecutor(executor));
            case NONE -> new Authenticator.Nobody(everybody.getObject());
        };
    }

    /** Only where tokens are kept. */
    @Bean
    @ConditionalOnProperty(name = "stillframe.rights", havingValue = "caller")
    Sealing sealing(IdentitySettings settings) {
        return settings.sealing(new SecureRandom());
    }

    @Bean
    Arrival arrival(IdentitySettings settings, RateSettings rates) {
        var toldApart = settings.identity() == IdentityKind.KEYSTONE;
        return new Arrival(rates, toldApart, System::nanoTime);
    }

    @Bean
    SecurityWebFilterChain filters(
            ServerHttpSecurity http, Authenticator authenticator, Arrival arrival) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .headers(ServerHttpSecurity.HeaderSpec::disable) // AnswerHeaders
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(
                        authentication(authenticator, arrival),
                        SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(errors ->
                        // answered where every problem is
                        errors.authenticationEntryPoint((_, unknown) -> Mono.error(unknown))
                                .accessDeniedHandler((_, denied) -> Mono.error(denied)))
                .authorizeExchange(requests ->
                        requests.pathMatchers(OPEN)
                                .permitAll()
                                .matchers(
                                        EndpointRequest.toAnyEndpoint(),
                                        EndpointRequest.toLinks(),
                                        ServerWebExchangeMatchers.pathMatchers("/actuator/**"))
                                .denyAll()
                                .pathMatchers(HttpMethod.GET, "/**")
                                .access(takes(Permission.LOOK))
                                .pathMatchers(HttpMethod.HEAD, "/**")
                                .access(takes(Permission.LOOK))
                                .anyExchange()
                                .access(takes(Permission.ACT)))
                .build();
    }

    /** Answered where every problem is. */
    @Bean
    ServerExchangeRejectedHandler rejectedByTheFirewall() {
        return (_, rejected) -> Mono.error(rejected);
    }

    private static AuthenticationWebFilter authentication(
            Authenticator authenticator, Arrival arrival) {
        var filter = new AuthenticationWebFilter(authenticator);
        filter.setServerAuthenticationConverter(authenticator::presented);
        filter.setRequiresAuthenticationMatcher(
                new NegatedServerWebExchangeMatcher(ServerWebExchangeMatchers.pathMatchers(OPEN)));
        filter.setAuthenticationSuccessHandler(arrival);
        filter.setAuthenticationFailureHandler((_, unknown) -> Mono.error(unknown));
        return filter;
    }

    private static ReactiveAuthorizationManager<AuthorizationContext> takes(Permission what) {
        return (authentication, _) ->
                authentication
                        .ofType(CallerAuthentication.class)
                        .doOnNext(known -> known.getPrincipal().require(what))
                        .<AuthorizationResult>map(_ -> new AuthorizationDecision(true))
                        .defaultIfEmpty(new AuthorizationDecision(false));
    }
}
