package io.stillframe.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.stillframe.identity.AnswerHeaders;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives a problem as its body to what the server below us refuses by itself: a request that it
 * cannot read never comes as far as {@link Problems}. Such answers are known by having no body and
 * no type of one, which no other refusal has, and are the last on their connection.
 */
final class BareRefusals extends ChannelOutboundHandlerAdapter {

    /** How long a client may go on sending what nobody reads, and still hear why. */
    private static final Duration LINGERING = Duration.ofSeconds(2);

    private final JsonMapper json;
    private final Supplier<UUID> ids;
    private boolean refused;

    BareRefusals(JsonMapper json, Supplier<UUID> ids) {
        this.json = json;
        this.ids = ids;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse answer && isBare(answer)) {
            answer.release();
            refused = true;
            context.write(refusal(answer.status()), promise);
        } else {
            context.write(message, promise);
        }
    }

    /** A connection that is closed on what it has not read is reset, and the answer lost. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (refused && context.channel().isActive()) {
            refused = false;
            linger(context);
            context.channel().closeFuture().addListener(_ -> promise.trySuccess());
        } else {
            context.close(promise);
        }
    }

    private static void linger(ChannelHandlerContext context) {
        var overTls = context.pipeline().get(SslHandler.class) != null;
        if (context.channel() instanceof DuplexChannel both && !overTls) {
            both.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
        context.executor()
                .schedule(() -> context.close(), LINGERING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isBare(FullHttpResponse answer) {
        return answer.status().codeClass() == HttpStatusClass.CLIENT_ERROR
                && !answer.content().isReadable()
                && !answer.headers().contains(HttpHeaderNames.CONTENT_TYPE);
    }

    private FullHttpResponse refusal(HttpResponseStatus bare) {
        var problem = ProblemAnswer.from(problem(bare), null);
        var body = json.writeValueAsBytes(problem);
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(problem.status()),
                        Unpooled.wrappedBuffer(body));
        var headers = answer.headers();
        AnswerHeaders.ALWAYS.forEach(headers::set);
        headers.set(RequestId.HEADER, RequestId.next(ids))
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return answer;
    }

    private static Problem problem(HttpResponseStatus bare) {
        return switch (bare.code()) {
            case 413 ->
                    ProblemType.REQUEST_TOO_LARGE.refusal("The request is too large; shorten it.");
            case 414 ->
                    ProblemType.REQUEST_LINE_TOO_LONG.refusal(
                            "Shorten the path and the query of the request.");
            case 431 ->
                    ProblemType.HEADERS_TOO_LARGE.refusal(
                            "Send fewer or shorter headers with the request.");
            default ->
                    ProblemType.INVALID_REQUEST.refusal(
                            "The request line or a header is not as HTTP has it.");
        };
    }
}
