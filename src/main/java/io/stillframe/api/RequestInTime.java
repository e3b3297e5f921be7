package io.stillframe.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to send a request, from its first byte to its
 * last; or from the connection on, to its first. The server's own idle timeout is of no help there:
 * a client that sends one byte now and then is never idle. It stands on both sides of the decoder,
 * because only bytes that make no request yet start the time.
 */
final class RequestInTime {

    private final Duration limit;
    private boolean moreToCome;
    private boolean decoded;
    private @Nullable Future<?> end;

    RequestInTime(Duration limit) {
        this.limit = limit;
    }

    /** Before the decoder. */
    ChannelInboundHandlerAdapter bytes() {
        return new ChannelInboundHandlerAdapter() {

            @Override
            public void channelActive(ChannelHandlerContext context) {
                begin(context);
                context.fireChannelActive();
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                decoded = false;
                context.fireChannelRead(message);
                if (message instanceof ByteBuf && (moreToCome || !decoded)) {
                    begin(context);
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                stop();
                context.fireChannelInactive();
            }
        };
    }

    /** Behind the decoder. */
    ChannelInboundHandlerAdapter requests() {
        return new ChannelInboundHandlerAdapter() {

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                decoded = true;
                moreToCome |= message instanceof HttpRequest;
                if (message instanceof LastHttpContent) {
                    moreToCome = false;
                    stop();
                }
                context.fireChannelRead(message);
            }
        };
    }

    private void begin(ChannelHandlerContext context) {
        if (end == null) {
            end =
                    context.executor()
                            .schedule(() -> context.close(), limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
