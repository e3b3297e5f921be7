package io.stillframe.sandbox.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads on after every answer, which Reactor Netty 1.3.7 can forget (<a
 * href="https://github.com/reactor/reactor-netty/issues/4361">reactor-netty 4361</a>). The sandbox
 * stands on its own, and so has its own.
 */
final class KeepReading extends ChannelInboundHandlerAdapter {

    /** The end of an answer is told by such an event; its own reading comes first. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.executor().execute(context.channel()::read);
        context.fireUserEventTriggered(event);
    }
}
