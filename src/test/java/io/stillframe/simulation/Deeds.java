package io.stillframe.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** What people are going to do, and when. */
final class Deeds {

    private record Deed(Instant due, int order, Runnable act) {}

    private final Time time;
    private final PriorityQueue<Deed> planned =
            new PriorityQueue<>(Comparator.comparing(Deed::due).thenComparingInt(Deed::order));
    private int made;

    Deeds(Time time) {
        this.time = time;
    }

    void later(Duration delay, Runnable act) {
        planned.add(new Deed(time.instant().plus(delay), made++, act));
    }

    Optional<Instant> next() {
        return Optional.ofNullable(planned.peek()).map(Deed::due);
    }

    void act() {
        planned.remove().act().run();
    }
}
