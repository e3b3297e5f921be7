package io.stillframe.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.header.CompositeServerHttpHeadersWriter;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.security.web.server.header.ServerHttpHeadersWriter;
import org.springframework.security.web.server.header.StaticServerHttpHeadersWriter;
import org.springframework.security.web.server.header.StrictTransportSecurityServerHttpHeadersWriter;
import reactor.core.publisher.Mono;

/**
 * What every answer says to browsers and caches. Outside of the chain of security filters, so that
 * what the firewall before them refuses says so, too.
 */
@Configuration(proxyBeanMethods = false)
public class AnswerHeaders {

    /** Nothing here is ever a page, and what is answered is for one caller at one moment. */
    public static final Map<String, String> ALWAYS =
            Map.of(
                    "X-Content-Type-Options",
                    "nosniff",
                    "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy",
                    "no-referrer",
                    HttpHeaders.CACHE_CONTROL,
                    "no-store");

    private static final Duration A_YEAR = Duration.ofDays(365);

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HttpHeaderWriterWebFilter onEveryAnswer(ObjectProvider<KeystoneAddress> keystone) {
        var overTls = new StrictTransportSecurityServerHttpHeadersWriter();
        overTls.setMaxAge(A_YEAR);
        overTls.setIncludeSubDomains(false); // other hosts are not ours to speak for
        var writers = new ArrayList<ServerHttpHeadersWriter>(List.of(overTls));
        ALWAYS.forEach((name, value) ->
                writers.add(StaticServerHttpHeadersWriter.builder().header(name, value).build()));
        writers.add(challenge(keystone.getIfAvailable()));
        return new HttpHeaderWriterWebFilter(new CompositeServerHttpHeadersWriter(writers));
    }

    /** Says where tokens come from, to whoever needs another one. */
    private static ServerHttpHeadersWriter challenge(@Nullable KeystoneAddress keystone) {
        var words =
                keystone == null ? "Keystone" : "Keystone uri=\"%s\"".formatted(keystone.authUrl());
        return exchange -> {
            if (HttpStatus.UNAUTHORIZED.equals(exchange.getResponse().getStatusCode())) {
                exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, words);
            }
            return Mono.empty();
        };
    }
}
