package io.stillframe.openstack;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.ChannelOption;
import io.stillframe.identity.Rights;
import io.stillframe.identity.Secret;
import io.stillframe.snapshot.Cloud;
import io.stillframe.telemetry.Trail;
import io.stillframe.workflow.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Sends every request to the cloud. From the outside in: with whose rights; a token, ours renewed
 * once when it is refused; the {@link Guard} of the service, which tries reads again; one exchange,
 * with trouble told as {@link Trouble}; and last the claim, without which nothing is changed.
 */
final class Sender implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

    /** Glance v1 tells an image in headers, and a mapping alone may have 64 KiB. */
    private static final int LARGEST_HEADERS = 128 * 1024;

    /** Web servers in front of OpenStack close idle connections after 5 s: we must be first. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private static final Duration ONCE_MORE_AFTER = Duration.ofMillis(500);

    private final Map<Service, ConnectionProvider> pools = new EnumMap<>(Service.class);
    private final Map<Service, WebClient> clients = new EnumMap<>(Service.class);
    private final Guards guards;
    private final InstantSource clock;

    Sender(Transport transport, Limits limits, WebClient.Builder builder, InstantSource clock) {
        this.guards = new Guards(limits, clock);
        this.clock = clock;
        for (var service : Service.values()) {
            // One pool each, so that a service that hangs does not hold up the others.
            var pool =
                    ConnectionProvider.builder("openstack-" + service.project())
                            // One for each call that its guard lets through, so that nobody waits
                            // here, but for one that is just being given back.
                            .maxConnections(connections(service, limits))
                            .pendingAcquireMaxCount(-1)
                            .pendingAcquireTimeout(limits.patience())
                            .maxIdleTime(IDLE)
                            .build();
            pools.put(service, pool);
            clients.put(service, client(transport, limits, builder, pool));
        }
    }

    /** Two guards stand before Keystone. */
    private static int connections(Service service, Limits limits) {
        return service == Service.IDENTITY ? 2 * limits.callsAtOnce() : limits.callsAtOnce();
    }

    private static WebClient client(
            Transport transport,
            Limits limits,
            WebClient.Builder builder,
            ConnectionProvider pool) {
        var http =
                HttpClient.create(pool)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(limits.connect().toMillis()))
                        .responseTimeout(limits.answer())
                        .followRedirect(false)
                        .httpResponseDecoder(spec -> spec.maxHeaderSize(LARGEST_HEADERS))
                        // Reactor Netty has tries of its own; ours must be the only ones.
                        .disableRetry(true);
        return builder.clone()
                .clientConnector(new ReactorClientHttpConnector(transport.secured(http)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .observationConvention(CallObservation.CONVENTION)
                .build();
    }

    /** With the rights that are bound to whoever waits for the answer. */
    Mono<Answer> send(Call call, Tokens own) {
        return Mono.deferContextual(context ->
                switch (Await.rights(context)) {
                    case Rights.Own _ -> asOurselves(call, own);
                    case Rights.Lent lent -> asCaller(call, lent, own);
                    case Rights.Lost lost -> Mono.error(LentRights.gone(call, lost));
                });
    }

    /**
     * With our own token. A 401 means that nothing happened, so that changes are sent again, too.
     */
    private Mono<Answer> asOurselves(Call call, Tokens own) {
        return own.token()
                .flatMap(token ->
                        send(call, token)
                                .onErrorResume(
                                        Sender::tokenRefused,
                                        _ -> own.otherThan(token).flatMap(t -> send(call, t))));
    }

    /**
     * With a caller's token, and ours along only where it must be: together the two may do more
     * than the caller alone.
     */
    private Mono<Answer> asCaller(Call call, Rights.Lent lent, Tokens own) {
        var rights = new LentRights(lent, clock);
        if (rights.needVouching(call)) {
            return vouchedFor(call, lent, own);
        }
        return send(call, lent.token())
                .onErrorResume(
                        Sender::tokenRefused,
                        _ ->
                                rights.mayHaveExpired(call)
                                        ? vouchedFor(call, lent, own)
                                        : onceMore(call, lent));
    }

    /** A 401 has done nothing, and now and then one comes of a service that is not quite there. */
    private Mono<Answer> onceMore(Call call, Rights.Lent lent) {
        return Mono.delay(ONCE_MORE_AFTER).then(Mono.defer(() -> lastly(call, lent)));
    }

    /** Which of the two tokens was refused, a 401 does not say: ours is renewed once. */
    private Mono<Answer> vouchedFor(Call call, Rights.Lent lent, Tokens own) {
        return own.token()
                .flatMap(ours ->
                        send(call.vouchedBy(ours), lent.token())
                                .onErrorResume(
                                        Sender::tokenRefused,
                                        _ ->
                                                own.otherThan(ours)
                                                        .flatMap(next ->
                                                                lastly(
                                                                        call.vouchedBy(next),
                                                                        lent))));
    }

    private Mono<Answer> lastly(Call call, Rights.Lent lent) {
        return send(call, lent.token())
                .onErrorMap(
                        Sender::tokenRefused,
                        e -> new LentRights(lent, clock).refused((Trouble) e, call));
    }

    Mono<Answer> send(Call call, Secret token) {
        return guarded(call, token);
    }

    Mono<Answer> sendWithoutToken(Call call) {
        return guarded(call, null);
    }

    private Mono<Answer> guarded(Call call, @Nullable Secret token) {
        return guards.of(call)
                .pass(call, exchange(call, token), failure -> told(call, failure, token))
                .doOnError(Trouble.class, e -> log.info("{}: {}", call, e.getMessage()));
    }

    private static Throwable told(Call call, Throwable failure, @Nullable Secret token) {
        var trouble = Diagnosis.of(call, failure, token);
        var told = trouble.isPresent() ? trouble.get() : failure;
        log.debug("{}: {}", call, told.getMessage());
        return told;
    }

    private Mono<Answer> exchange(Call call, @Nullable Secret token) {
        return Mono.deferContextual(context -> {
            var started = clock.millis();
            return request(call, token, Await.claim(context), Await.trail(context))
                    .exchangeToMono(response -> read(call, response, token))
                    .doOnNext(answer -> log.debug("{} in {} ms", answer, since(started)));
        });
    }

    private long since(long started) {
        return clock.millis() - started;
    }

    private RequestHeadersSpec<?> request(
            Call call, @Nullable Secret token, BooleanSupplier claim, @Nullable Trail trail) {
        var client = Objects.requireNonNull(clients.get(call.service()));
        var request =
                client.method(call.method())
                        .uri(call.url())
                        .attribute(CallObservation.CALL, call)
                        .accept(MediaType.APPLICATION_JSON)
                        .headers(headers -> fill(headers, call, token, trail))
                        // When the connection stands and nothing is written yet: no later look at
                        // the claim is possible.
                        .httpRequest(_ -> fence(call, claim));
        var content = call.content();
        return content == null ? request : request.bodyValue(content.bytes());
    }

    private static void fence(Call call, BooleanSupplier claim) {
        if (call.changes() && !claim.getAsBoolean()) {
            throw Diagnosis.claimLost(call);
        }
    }

    private static void fill(
            HttpHeaders headers, Call call, @Nullable Secret token, @Nullable Trail trail) {
        call.headers().forEach((name, value) -> headers.set(name, bytewise(value)));
        headers.set(HttpHeaders.USER_AGENT, "stillframe");
        if (token != null) {
            headers.set("X-Auth-Token", token.value());
        }
        if (trail != null) {
            headers.set(Answer.REQUEST_ID, trail.requestId()); // there, it is the global one
        }
        var subject = call.papers().subject();
        if (subject != null) {
            headers.set("X-Subject-Token", subject.value());
        }
        var vouching = call.papers().serviceToken();
        if (vouching != null) {
            headers.set("X-Service-Token", vouching.value());
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

    private static boolean tokenRefused(Throwable e) {
        return e instanceof Trouble trouble && status(trouble) == 401;
    }

    static int status(Trouble trouble) {
        var upstream = trouble.problem().upstream();
        return upstream == null ? 0 : upstream.status();
    }

    Cloud.Circuit circuit(Service service) {
        return guards.of(service).circuit();
    }

    MeterBinder metrics() {
        return guards;
    }

    @Override
    public void close() {
        guards.close();
        pools.values().forEach(ConnectionProvider::dispose);
    }
}
