package io.stillframe.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Refuses a request whose end cannot be told for certain, and does not hear what comes behind it on
 * the connection: a proxy may have taken that for the body, and never looked at it. The decoder
 * passes on any transfer coding but {@code chunked} as if it were none, where <a
 * href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, 6.3</a> asks for a 400 and
 * the end of the connection.
 */
final class KnownLength extends ChannelInboundHandlerAdapter {

    private boolean lost;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (lost) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && !isCertain(request)) {
            lost = true;
            ReferenceCountUtil.release(message);
            context.fireChannelRead(unreadable(request));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static boolean isCertain(HttpRequest request) {
        var codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (isChunked(codings) && request.protocolVersion().equals(HttpVersion.HTTP_1_1));
    }

    private static boolean isChunked(List<String> codings) {
        return codings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst());
    }

    /** As the decoder itself passes on what it cannot read. */
    private static HttpRequest unreadable(HttpRequest request) {
        var refused =
                new DefaultFullHttpRequest(
                        request.protocolVersion(), request.method(), request.uri());
        refused.setDecoderResult(
                DecoderResult.failure(new IllegalArgumentException("transfer coding")));
        return refused;
    }
}
