package io.stillframe.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client does not take what it has asked for: the answer would fill our
 * memory for as long as the client likes.
 */
final class AnswerInTime extends WriteTimeoutHandler {

    AnswerInTime(Duration limit) {
        super(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** That is nobody's mistake but the client's, so nothing is thrown. */
    @Override
    protected void writeTimedOut(ChannelHandlerContext context) {
        context.close();
    }
}
