package io.stillframe.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What will happen by itself, and when. Nothing runs it but looking: whoever enters the world first
 * lets everything happen that is due, in order and each at its own time. So no timer is needed, and
 * a simulation may jump through the years.
 */
final class Agenda implements InstantSource {

    private record Entry(Instant due, long order, Runnable event) {}

    private final InstantSource clock;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparingLong(Entry::order));
    private long made;
    private @Nullable Instant happening;

    Agenda(InstantSource clock) {
        this.clock = clock;
    }

    void after(Duration delay, Runnable event) {
        entries.add(new Entry(instant().plus(delay), made++, event));
    }

    /**
     * For what waits on something other than time: looks again, but not once for every tick that
     * nobody saw.
     */
    void whenNextLookedAt(Runnable event) {
        entries.add(new Entry(clock.instant().plusMillis(1), made++, event));
    }

    void settle() {
        if (happening != null) {
            return; // an event that looks at the world itself: the others have their turn after it
        }
        var now = clock.instant();
        while (true) {
            var next = entries.peek();
            if (next == null || next.due().isAfter(now)) {
                return;
            }
            entries.remove();
            happening = next.due();
            try {
                next.event().run();
            } finally {
                happening = null;
            }
        }
    }

    /**
     * Inside an event this is the time the event was due, not the later time at which somebody
     * looked.
     */
    @Override
    public Instant instant() {
        return happening != null ? happening : clock.instant();
    }
}
