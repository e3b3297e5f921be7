package io.stillframe.openstack;

import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.channel.ChannelOption;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Sends every request to the cloud. From the outside in: a token, renewed once when it is refused;
 * for reads, a few tries; one exchange with one deadline; trouble told as {@link Trouble}.
 */
final class Sender implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
    private static final int CONNECTIONS = 32;

    /** Glance v1 tells an image in headers, and a mapping alone may have 64 KiB. */
    private static final int LARGEST_HEADERS = 128 * 1024;

    /** Web servers in front of OpenStack close idle connections after 5 s: we must be first. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Map<Service, ConnectionProvider> pools = new EnumMap<>(Service.class);
    private final Map<Service, WebClient> clients = new EnumMap<>(Service.class);
    private final Timeouts timeouts;
    private final InstantSource clock;
    private final Retry reads;

    Sender(
            Transport transport,
            Timeouts timeouts,
            WebClient.Builder builder,
            InstantSource clock,
            Duration firstPause) {
        this.timeouts = timeouts;
        this.clock = clock;
        this.reads = Retry.of("openstack-reads", retries(firstPause));
        for (var service : Service.values()) {
            // One pool each, so that a service that hangs does not hold up the others.
            var pool =
                    ConnectionProvider.builder("openstack-" + service.project())
                            .maxConnections(CONNECTIONS)
                            .pendingAcquireMaxCount(-1)
                            .pendingAcquireTimeout(timeouts.answer().dividedBy(2))
                            .maxIdleTime(IDLE)
                            .build();
            pools.put(service, pool);
            clients.put(service, client(transport, timeouts, builder, pool));
        }
    }

    private static WebClient client(
            Transport transport,
            Timeouts timeouts,
            WebClient.Builder builder,
            ConnectionProvider pool) {
        var http =
                HttpClient.create(pool)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(timeouts.connect().toMillis()))
                        .responseTimeout(timeouts.answer())
                        .followRedirect(false)
                        .httpResponseDecoder(spec -> spec.maxHeaderSize(LARGEST_HEADERS))
                        // Reactor Netty has tries of its own; ours must be the only ones.
                        .disableRetry(true);
        return builder.clone()
                .clientConnector(new ReactorClientHttpConnector(transport.secured(http)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .build();
    }

    /**
     * With our own token. A 401 means that nothing happened, so that changes are sent again, too.
     */
    Mono<Answer> send(Call call, Tokens tokens) {
        return tokens.token()
                .flatMap(token ->
                        send(call, token)
                                .onErrorResume(
                                        Sender::tokenRefused,
                                        _ -> tokens.otherThan(token).flatMap(t -> send(call, t))));
    }

    Mono<Answer> send(Call call, Secret token) {
        return tried(call, token);
    }

    Mono<Answer> sendWithoutToken(Call call) {
        return tried(call, null);
    }

    private Mono<Answer> tried(Call call, @Nullable Secret token) {
        var once = once(call, token);
        return (call.changes() ? once : once.transformDeferred(RetryOperator.of(reads)))
                .doOnError(Trouble.class, e -> log.info("{}: {}", call, e.getMessage()));
    }

    private Mono<Answer> once(Call call, @Nullable Secret token) {
        return Mono.defer(() -> {
            var started = clock.millis();
            return exchange(call, token)
                    .timeout(timeouts.answer())
                    .onErrorMap(
                            e -> !(e instanceof Trouble),
                            e -> {
                                var trouble = Diagnosis.of(call, e, token);
                                return trouble.isPresent() ? trouble.get() : e;
                            })
                    .doOnNext(answer -> log.debug("{} in {} ms", answer, since(started)))
                    .doOnError(e -> log.debug("{}: {}", call, e.getMessage()));
        });
    }

    private long since(long started) {
        return clock.millis() - started;
    }

    private Mono<Answer> exchange(Call call, @Nullable Secret token) {
        var client = clients.get(call.service());
        if (client == null) {
            throw new IllegalStateException("No client for " + call.service());
        }
        var request =
                client.method(call.method())
                        .uri(call.url())
                        .accept(MediaType.APPLICATION_JSON)
                        .headers(headers -> fill(headers, call, token));
        var content = call.content();
        return (content == null ? request : request.bodyValue(content.bytes()))
                .exchangeToMono(response -> read(call, response, token));
    }

    private static void fill(HttpHeaders headers, Call call, @Nullable Secret token) {
        call.headers().forEach((name, value) -> headers.set(name, bytewise(value)));
        headers.set(HttpHeaders.USER_AGENT, "stillframe");
        if (token != null) {
            headers.set("X-Auth-Token", token.value());
        }
        var subject = call.subject();
        if (subject != null) {
            headers.set("X-Subject-Token", subject.value());
        }
        var version = call.version();
        if (version != null) {
            headers.set(Answer.VERSION, call.service().word() + " " + version);
            if (call.service() == Service.COMPUTE) {
                headers.set(Answer.OLD_NOVA_VERSION, version.toString());
            }
        }
        var content = call.content();
        if (content != null) {
            headers.setContentType(content.type());
            headers.setContentLength(content.bytes().length);
        } else if (call.changes()) {
            headers.setContentLength(0);
        }
    }

    /** The transport writes a byte for each of these characters: those of the text in UTF-8. */
    private static String bytewise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private Mono<Answer> read(Call call, ClientResponse response, @Nullable Secret token) {
        int status = response.statusCode().value();
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .map(body -> new Answer(call, status, response.headers().asHttpHeaders(), body))
                .flatMap(answer ->
                        answer.successful() || call.expected().contains(status)
                                ? Mono.just(answer)
                                : Mono.error(Diagnosis.of(call, answer, token, clock.instant())));
    }

    /**
     * Reads are tried again after broken connections, 429 and 5xx: asking once more costs nothing,
     * and most of it is a proxy or a worker that restarts. Not after a timeout, which has cost
     * enough already, and not when the service asks for a longer wait than a caller should sit out.
     */
    private static RetryConfig retries(Duration firstPause) {
        return RetryConfig.<Answer>custom()
                .maxAttempts(3)
                .intervalBiFunction((attempt, outcome) -> pause(firstPause, attempt, outcome))
                .retryOnException(Sender::worthAnotherTry)
                .failAfterMaxAttempts(false)
                .build();
    }

    private static long pause(Duration first, int attempt, Either<Throwable, Answer> outcome) {
        var own = first.multipliedBy(1L << Math.min(attempt - 1, 4));
        var asked =
                outcome.isLeft() && outcome.getLeft() instanceof Trouble trouble
                        ? trouble.problem().retryAfter()
                        : null;
        return (asked != null && asked.compareTo(own) > 0 ? asked : own).toMillis();
    }

    private static boolean worthAnotherTry(Throwable e) {
        if (!(e instanceof Trouble trouble)) {
            return false;
        }
        var problem = trouble.problem();
        var asked = problem.retryAfter();
        return problem.mayPass()
                && !problem.type().equals(ProblemType.CLOUD_TIMEOUT.word())
                && status(trouble) != 409
                && (asked == null || asked.compareTo(LONGEST_PAUSE) <= 0);
    }

    private static boolean tokenRefused(Throwable e) {
        return e instanceof Trouble trouble && status(trouble) == 401;
    }

    static int status(Trouble trouble) {
        var upstream = trouble.problem().upstream();
        return upstream == null ? 0 : upstream.status();
    }

    @Override
    public void close() {
        pools.values().forEach(ConnectionProvider::dispose);
    }
}
