package io.stillframe.telemetry;

import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Decision.Entry;
import io.stillframe.workflow.Watcher;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One line for each decision; those that people need not read are for DEBUG alone. */
final class RunLog<F> implements Watcher<F> {

    private static final Logger log = LoggerFactory.getLogger(RunLog.class);

    /** Names of users, and words of services, must not look like another line. */
    private static final Pattern LINES = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

    @Override
    public void stored(Decision<F> decision) {
        var run = decision.run();
        var told = text(decision.entries());
        log.atLevel(told.isEmpty() ? Level.DEBUG : Level.INFO)
                .addKeyValue("status", Passage.of(decision).status().word())
                .log("{} {}", run.id(), told.isEmpty() ? oneLine(run.phase().toString()) : told);
    }

    /** A step is named where it differs from the one before. */
    private static String text(List<Entry> entries) {
        var text = new StringBuilder();
        var last = "";
        for (var entry : entries) {
            text.append(text.isEmpty() ? "" : "; ");
            text.append(entry.step().equals(last) ? "" : entry.step() + ": ");
            text.append(oneLine(entry.message()));
            last = entry.step();
        }
        return text.toString();
    }

    private static String oneLine(String text) {
        return LINES.matcher(text).replaceAll(" ");
    }
}
