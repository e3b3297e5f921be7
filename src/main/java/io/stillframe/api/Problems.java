package io.stillframe.api;

import io.stillframe.identity.NotPermitted;
import io.stillframe.identity.TooManyRequests;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where errors become answers: refusals, trouble in the cloud, what the framework and
 * the security filters refuse, and mistakes of ours. It stands outside the routing, so that neither
 * an unknown path nor an {@code Accept} header can make an answer of another kind.
 */
@Order(Problems.BEFORE_THE_FRAMEWORKS_OWN)
final class Problems implements WebExceptionHandler {

    static final int BEFORE_THE_FRAMEWORKS_OWN = -10;

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        if (callerHasGone(error)) {
            response.setStatusCode(HttpStatus.BAD_REQUEST); // for the audit and the metrics
            return Mono.empty();
        }
        var problem = problem(exchange, error);
        exchange.getAttributes().put(Audit.PROBLEM, problem.type());
        var path = exchange.getRequest().getURI().getRawPath();
        var answer = ProblemAnswer.from(problem, path);
        if (error instanceof ResponseStatusException refused) {
            response.getHeaders().putAll(refused.getHeaders());
        }
        if (problem.mayPass()) {
            var pause = problem.retryAfter() == null ? A_MOMENT : problem.retryAfter();
            response.getHeaders()
                    .set(
                            HttpHeaders.RETRY_AFTER,
                            String.valueOf(pause.plusMillis(999).toSeconds()));
        }
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var body = json.writeValueAsBytes(answer);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)))
                .onErrorComplete(_ -> isAnsweredBelow(response));
    }

    /** Whoever sends half a request, and then what is no HTTP, is refused by the server itself. */
    private static boolean isAnsweredBelow(ServerHttpResponse response) {
        return ServerHttpResponseDecorator.getNativeResponse(response)
                        instanceof HttpServerResponse netty
                && netty.hasSentHeaders();
    }

    /** Trouble may have a broken connection as its cause, too: one with the cloud. */
    private static boolean callerHasGone(Throwable error) {
        return !(error instanceof Trouble)
                && !DatabaseAway.isTold(error) // its connection breaks like a caller's
                && DisconnectedClientHelper.isClientDisconnectedException(error);
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        return switch (error) {
            case Trouble trouble when ProblemType.of(trouble.problem().type()).isPresent() ->
                    trouble.problem();
            case AuthenticationException _ ->
                    ProblemType.UNAUTHENTICATED.refusal(
                            "Send a valid Keystone token, scoped to a project, in the header X-Auth-Token.");
            case NotPermitted denied -> ProblemType.FORBIDDEN.refusal(denied.sentence());
            case AccessDeniedException _ ->
                    ProblemType.FORBIDDEN.refusal("This is for the operators of Stillframe.");
            case TooManyRequests over -> tooMany(over);
            case ServerExchangeRejectedException _ ->
                    ProblemType.INVALID_REQUEST.refusal(
                            "The path or a header holds what is not allowed there, such as // or an encoded slash.");
            case DataBufferLimitException _, ContentTooLargeException _ ->
                    ProblemType.REQUEST_TOO_LARGE.refusal(
                            "The body is larger than %d bytes; shorten it."
                                    .formatted(ApiConfiguration.LARGEST_BODY));
            case ResponseStatusException refused when refused.getStatusCode().is4xxClientError() ->
                    refused(exchange, refused);
            default ->
                    DatabaseAway.isTold(error)
                            ? withoutDatabase(exchange, error)
                            : mistake(exchange, error);
        };
    }

    /** The end of a transaction may have been heard though its answer was not. */
    private static Problem withoutDatabase(ServerWebExchange exchange, Throwable error) {
        var request = exchange.getRequest();
        log.warn(
                "request {} ({} {}) found no database: {}",
                RequestId.of(exchange),
                request.getMethod(),
                request.getPath(),
                error.getMessage());
        return ProblemType.DATABASE_UNAVAILABLE.busy(
                "Stillframe has lost its database for a moment. What was asked for may have been stored: ask again, a create with the same Idempotency-Key.");
    }

    private static Problem tooMany(TooManyRequests over) {
        return new Problem(
                ProblemType.TOO_MANY_REQUESTS.word(),
                over.sentence(),
                null,
                false,
                true,
                over.pause());
    }

    private static Problem refused(ServerWebExchange exchange, ResponseStatusException refused) {
        var request = exchange.getRequest();
        return switch (refused) {
            case MethodNotAllowedException method ->
                    ProblemType.METHOD_NOT_ALLOWED.refusal(
                            "%s is not possible here; possible are %s."
                                    .formatted(
                                            method.getHttpMethod(),
                                            method.getSupportedMethods().stream()
                                                    .map(Object::toString)
                                                    .sorted()
                                                    .collect(Collectors.joining(", "))));
            case NotAcceptableStatusException unacceptable ->
                    ProblemType.NOT_ACCEPTABLE.refusal(
                            "The answer is %s; accept that.".formatted(possible(unacceptable)));
            case UnsupportedMediaTypeStatusException _ ->
                    ProblemType.UNSUPPORTED_MEDIA_TYPE.refusal(
                            "Send the body as Content-Type: application/json.");
            case ServerWebInputException input ->
                    ProblemType.INVALID_REQUEST.refusal(UnreadableBody.sentence(input));
            default ->
                    refused.getStatusCode().value() == 404
                            ? ProblemType.NOT_FOUND.refusal(
                                    "There is nothing at %s; /v3/api-docs says what there is."
                                            .formatted(Refusal.quoted(request.getPath().value())))
                            : ProblemType.INVALID_REQUEST.refusal(
                                    "The request cannot be understood.");
        };
    }

    /** None is named where the header cannot be read at all. */
    private static String possible(NotAcceptableStatusException unacceptable) {
        return unacceptable.getSupportedMediaTypes().isEmpty()
                ? MediaType.APPLICATION_JSON_VALUE
                : unacceptable.getSupportedMediaTypes().stream()
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(" or "));
    }

    private static Problem mistake(ServerWebExchange exchange, Throwable error) {
        var request = exchange.getRequest();
        log.error(
                "request {} ({} {}) met a mistake",
                RequestId.of(exchange),
                request.getMethod(),
                request.getPath(),
                error);
        return ProblemType.INTERNAL_ERROR.refusal(
                "Stillframe made a mistake. Its log says more, under request %s."
                        .formatted(RequestId.of(exchange).local()));
    }
}
