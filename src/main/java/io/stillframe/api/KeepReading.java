package io.stillframe.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads on after every answer. Reactor Netty 1.3.7 forgets it on a kept connection when a request
 * came while the answer before was being finished, and was answered at once, as a 401 is: nothing
 * that the caller sends there is ever read again. To be dropped with a version that has the fix of
 * <a href="https://github.com/reactor/reactor-netty/issues/4361">reactor-netty 4361</a>.
 */
final class KeepReading extends ChannelInboundHandlerAdapter {

    /** The end of an answer is told by such an event; its own reading comes first. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.executor().execute(context.channel()::read);
        context.fireUserEventTriggered(event);
    }
}
