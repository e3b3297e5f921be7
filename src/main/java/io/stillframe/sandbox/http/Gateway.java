package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Faults.Strike;
import io.stillframe.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What every request passes on its way: it is read, counted, and met by the fault that waits for
 * it.
 */
final class Gateway {

    private static final byte[] NOTHING = {};

    private final World world;
    private final Calls calls;

    Gateway(World world, Calls calls) {
        this.world = world;
        this.calls = calls;
    }

    Mono<ServerResponse> handle(
            String service, String operation, Operation action, ServerRequest request) {
        return body(request)
                .flatMap(body -> {
                    calls.count(service, operation);
                    var call = call(request, body);
                    return world.faults()
                            .strike(service, operation, call.text())
                            .map(strike -> strike(strike, call, action, request))
                            .orElseGet(() -> respond(action.answer(call)));
                });
    }

    /** For the sandbox's own paths, which are neither counted nor disturbed. */
    Mono<ServerResponse> handleUndisturbed(Operation action, ServerRequest request) {
        return body(request).flatMap(body -> respond(action.answer(call(request, body))));
    }

    private Mono<ServerResponse> strike(
            Strike strike, Call call, Operation action, ServerRequest request) {
        return switch (strike.fault().effect()) {
            case Effect.Slow(var delay) ->
                    Mono.delay(delay).then(Mono.defer(() -> respond(action.answer(call))));
            case Effect.Refuse(int status, var body) -> respond(refusal(status, body, call));
            case Effect.LoseReply() -> {
                action.answer(call);
                yield drop(request);
            }
            case Effect.ActLate(var delay) -> {
                world.later(delay, () -> action.answer(call));
                yield drop(request);
            }
            case Effect.Hang() ->
                    Mono.fromFuture(strike.removal(), true)
                            .then(Mono.defer(() -> respond(action.answer(call))));
            case Effect.Fail _, Effect.Busy _ ->
                    respond(action.answer(call)); // storage's, meant for what comes later
        };
    }

    private static Answer refusal(int status, String body, Call call) {
        var type = body.startsWith("{") ? "application/json" : "text/html; charset=UTF-8";
        return Answer.bytes(status, type, body.getBytes(StandardCharsets.UTF_8))
                .with("X-Openstack-Request-Id", call.requestId());
    }

    /**
     * Closes the connection under the request, so that the caller cannot know what became of it.
     */
    private static Mono<ServerResponse> drop(ServerRequest request) {
        HttpServerRequest nativeRequest =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        nativeRequest.withConnection(Connection::dispose);
        return Mono.never();
    }

    private Call call(ServerRequest request, byte[] body) {
        ServerHttpRequest http = request.exchange().getRequest();
        return new Call(
                request.method(),
                http.getPath().value(),
                http.getURI().getRawQuery(),
                request.pathVariables(),
                http.getQueryParams(),
                http.getHeaders(),
                body,
                "req-" + world.ids().uuid());
    }

    private static Mono<byte[]> body(ServerRequest request) {
        var http = request.exchange().getRequest();
        if (http.getHeaders().getContentLength() <= 0
                && !http.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            return Mono.just(NOTHING);
        }
        return DataBufferUtils.join(http.getBody()).map(Gateway::bytes).defaultIfEmpty(NOTHING);
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Mono<ServerResponse> respond(Answer answer) {
        var bytes = answer.written();
        return ServerResponse.status(answer.status())
                .headers(headers -> {
                    answer.headers().forEach(headers::set);
                    headers.setContentLength(bytes.length);
                })
                .body((response, _) ->
                        bytes.length == 0
                                ? response.setComplete()
                                : response.writeWith(
                                        Mono.just(response.bufferFactory().wrap(bytes))));
    }
}
