package io.stillframe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Whose;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much is left in the cloud that could not be removed. It is counted in the database, so every
 * replica tells the same.
 */
record LeftoverMetrics(Snapshots snapshots, ImageCreations images) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Stream.of(Leftover.Kind.values())
                .forEach(kind ->
                        Gauge.builder("stillframe.leftovers", () -> count(kind))
                                .tag("kind", kind.word())
                                .description("What was made and could not be removed")
                                .register(registry));
    }

    private long count(Leftover.Kind kind) {
        return Stream.of(
                        snapshots.leftovers(Whose.everybodys()),
                        images.leftovers(Whose.everybodys()))
                .flatMap(List::stream)
                .filter(one -> one.what().kind() == kind)
                .count();
    }
}
