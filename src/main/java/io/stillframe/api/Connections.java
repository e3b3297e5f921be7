package io.stillframe.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of a server within a limit: for one more, that is closed which has waited
 * for its caller for longest. So whoever opens very many, and says nothing there or half of
 * something, pushes out its own; others have asked by then, and an answer that is due is not taken
 * from them.
 */
final class Connections {

    private final int most;
    private final SequencedSet<Channel> waiting = new LinkedHashSet<>();
    private int open;

    Connections(int most) {
        this.most = most;
    }

    /** For one connection, behind the decoder. */
    ChannelHandler newHandler() {
        return new Counted();
    }

    private void opened(Channel channel) {
        var surplus = surplusWith(channel);
        if (surplus != null) {
            surplus.close();
        }
    }

    private synchronized @Nullable Channel surplusWith(Channel channel) {
        open++;
        waiting.addLast(channel);
        return open > most ? waiting.removeFirst() : null;
    }

    private synchronized void waits(Channel channel) {
        waiting.addLast(channel);
    }

    private synchronized void isToAnswer(Channel channel) {
        waiting.remove(channel);
    }

    private synchronized void closed(Channel channel) {
        open--;
        waiting.remove(channel);
    }

    private final class Counted extends ChannelDuplexHandler {

        /** Requests that have come as a whole; an answer may be earlier. */
        private int unanswered;

        /** Earlier than it is told to be active: with TLS, that is after the handshake. */
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.channel().closeFuture().addListener(_ -> closed(context.channel()));
            opened(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof LastHttpContent) {
                count(context, +1);
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isInformational(message)) {
                count(context, -1);
            }
            context.write(message, promise);
        }

        private void count(ChannelHandlerContext context, int change) {
            unanswered += change;
            if (unanswered > 0) {
                isToAnswer(context.channel());
            } else if (context.channel().isOpen()) {
                waits(context.channel());
            }
        }

        private static boolean isInformational(Object message) {
            return message instanceof HttpResponse answer
                    && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
