package io.stillframe.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Hears all that is logged while it is open, in the place of those who read thousands of lines. */
final class LogEar extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final ConcurrentLinkedQueue<ILoggingEvent> heard = new ConcurrentLinkedQueue<>();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    static LogEar open() {
        var ear = new LogEar();
        ear.setContext(ear.root.getLoggerContext());
        ear.start();
        ear.root.iteratorForAppenders().forEachRemaining(ear.others::add);
        ear.others.forEach(ear.root::detachAppender);
        ear.root.addAppender(ear);
        return ear;
    }

    @Override
    protected void append(ILoggingEvent event) {
        heard.add(event);
    }

    /** All of it, stack traces too. */
    Stream<String> lines() {
        return heard.stream().map(LogEar::text);
    }

    List<String> mistakes() {
        return heard.stream()
                .filter(event ->
                        event.getLevel().isGreaterOrEqual(Level.ERROR)
                                || event.getThrowableProxy() != null)
                .map(LogEar::text)
                .toList();
    }

    private static String text(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        return "%s %s: %s%s"
                .formatted(
                        event.getLevel(),
                        event.getLoggerName(),
                        event.getFormattedMessage(),
                        thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
    }

    @Override
    public void close() {
        root.detachAppender(this);
        others.forEach(root::addAppender);
        stop();
    }
}
