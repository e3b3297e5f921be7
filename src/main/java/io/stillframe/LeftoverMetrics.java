package io.stillframe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Snapshots;
import java.util.stream.Stream;

/**
 * How much is left in the cloud that could not be removed. It is counted in the database, so every
 * replica tells the same.
 */
record LeftoverMetrics(Snapshots snapshots) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Stream.of(Leftover.Kind.values())
                .forEach(kind ->
                        Gauge.builder("stillframe.leftovers", () -> count(kind))
                                .tag("kind", kind.word())
                                .description("What snapshots have made and could not remove")
                                .register(registry));
    }

    private long count(Leftover.Kind kind) {
        return snapshots.allLeftovers().stream().filter(one -> one.what().kind() == kind).count();
    }
}
