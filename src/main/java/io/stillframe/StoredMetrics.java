package io.stillframe;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.snapshot.ImageCreations;
import io.stillframe.snapshot.LeftBehind;
import io.stillframe.snapshot.ServerSnapshot.Leftover;
import io.stillframe.snapshot.Snapshots;
import io.stillframe.snapshot.Whose;
import io.stillframe.store.Census;
import io.stillframe.store.Store;
import io.stillframe.telemetry.RunKind;
import io.stillframe.workflow.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in the database, and what is left in the cloud. It is counted in the database, so every
 * replica tells the same; while that does not answer, there are no numbers.
 */
final class StoredMetrics implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(StoredMetrics.class);

    /** One look for all numbers of a scrape, and for those who scrape at the same time. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final Supplier<Look> looking;
    private final List<RunKind<?>> kinds;
    private final LoadingCache<Boolean, Optional<Look>> last =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build(_ -> look());

    private record Look(Census census, List<LeftBehind> leftovers, Instant at) {}

    StoredMetrics(
            Store store,
            Snapshots snapshots,
            ImageCreations images,
            List<RunKind<?>> kinds,
            InstantSource clock) {
        var tasks = kinds.stream().map(RunKind::task).toList();
        this.kinds = kinds;
        this.looking =
                () -> {
                    var now = clock.instant();
                    var all = Whose.everybodys();
                    var left =
                            Stream.of(snapshots.leftovers(all), images.leftovers(all))
                                    .flatMap(List::stream)
                                    .toList();
                    return new Look(store.census(tasks, now), left, now);
                };
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        kinds.forEach(kind -> bindTo(registry, kind));
        for (var kind : Leftover.Kind.values()) {
            Gauge.builder("stillframe.leftovers", () -> seen(look -> leftovers(look, kind)))
                    .tag("kind", kind.word())
                    .description("What was made and could not be removed")
                    .register(registry);
        }
    }

    private void bindTo(MeterRegistry registry, RunKind<?> kind) {
        var plan = kind.plan();
        for (var status : Status.values()) {
            Gauge.builder("stillframe.runs", () -> seen(look -> runs(look, plan, status)))
                    .tag("plan", plan)
                    .tag("status", status.word())
                    .description("Stored runs")
                    .register(registry);
        }
        seconds("stillframe.runs.oldest", look -> oldest(look, plan))
                .tag("plan", plan)
                .description("Age of the oldest run that is under way")
                .register(registry);
        Gauge.builder("stillframe.runs.waiting", () -> seen(look -> waiting(look, kind)))
                .tag("plan", plan)
                .description("Runs that are due, and that no worker has taken")
                .register(registry);
        seconds("stillframe.runs.waiting.longest", look -> longest(look, kind))
                .tag("plan", plan)
                .description("For how long the first of them is due")
                .register(registry);
    }

    private TimeGauge.Builder<Supplier<Number>> seconds(String name, ToDoubleFunction<Look> value) {
        return TimeGauge.builder(name, () -> seen(value), TimeUnit.SECONDS);
    }

    private double seen(ToDoubleFunction<Look> number) {
        return last.get(true).map(number::applyAsDouble).orElse(Double.NaN);
    }

    private Optional<Look> look() {
        try {
            return Optional.of(looking.get());
        } catch (RuntimeException e) {
            log.debug("nothing can be counted in the database", e);
            return Optional.empty();
        }
    }

    private static double leftovers(Look look, Leftover.Kind kind) {
        return look.leftovers().stream().filter(one -> one.what().kind() == kind).count();
    }

    private static double runs(Look look, String plan, Status status) {
        return counts(look, plan)
                .filter(count -> Status.of(count.standing()) == status)
                .mapToLong(Census.Count::runs)
                .sum();
    }

    private static double oldest(Look look, String plan) {
        return counts(look, plan)
                .filter(count -> !count.standing().finished())
                .mapToDouble(count -> seconds(count.oldest(), look.at()))
                .max()
                .orElse(0);
    }

    private static double waiting(Look look, RunKind<?> kind) {
        return due(look, kind).mapToLong(Census.Waiting::runs).sum();
    }

    private static double longest(Look look, RunKind<?> kind) {
        return due(look, kind)
                .mapToDouble(waiting -> seconds(waiting.longest(), look.at()))
                .max()
                .orElse(0);
    }

    private static Stream<Census.Count> counts(Look look, String plan) {
        return look.census().runs().stream().filter(count -> count.plan().equals(plan));
    }

    private static Stream<Census.Waiting> due(Look look, RunKind<?> kind) {
        return look.census().waiting().stream()
                .filter(waiting -> waiting.task().equals(kind.task()));
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }
}
