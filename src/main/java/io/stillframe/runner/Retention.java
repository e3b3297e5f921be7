package io.stillframe.runner;

import io.stillframe.workflow.Standing;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How long the record of an ended run is kept.
 *
 * @param standings of those whose record is forgotten; others are kept for good
 */
public record Retention(Duration time, Set<Standing> standings) {

    private static final Set<Standing> GONE =
            EnumSet.of(Standing.FAILED, Standing.CANCELLED, Standing.DELETED);

    /** But for what is stuck. */
    private static final Set<Standing> ENDED =
            EnumSet.of(Standing.SUCCEEDED, Standing.FAILED, Standing.CANCELLED, Standing.DELETED);

    /** For runs whose result is deleted by its record: that stays until the result is gone. */
    public static Retention onceGone(Duration time) {
        return new Retention(time, GONE);
    }

    /** For runs whose result does without its record. */
    public static Retention onceEnded(Duration time) {
        return new Retention(time, ENDED);
    }
}
