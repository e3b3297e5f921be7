package io.stillframe.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Watcher;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators of the runs of one kind. */
public final class RunTelemetry<F> implements Watcher<F> {

    private static final Logger log = LoggerFactory.getLogger(RunTelemetry.class);

    private final RunKind<F> kind;
    private final RunTraces<F> traces;
    private final List<Watcher<F>> watchers;

    /**
     * @param strategies all that a run may end by
     */
    public RunTelemetry(
            RunKind<F> kind,
            List<String> strategies,
            MeterRegistry metrics,
            OpenTelemetry telemetry,
            ObservationRegistry observations) {
        this.kind = kind;
        this.traces = new RunTraces<>(kind, telemetry.getTracer("io.stillframe"), observations);
        this.watchers =
                List.of(new RunLog<>(), new RunMetrics<>(kind, strategies, metrics), traces);
    }

    /** What it is that is told of. */
    public RunKind<F> kind() {
        return kind;
    }

    /** Does work for the run: what it logs and calls is known to be the run's. */
    public <T> T during(Run<F> run, Supplier<T> work) {
        return kind.trail(run).followed(() -> traces.within(run, work));
    }

    /** What is stored is stored, whatever becomes of the telling. */
    @Override
    public void stored(Decision<F> decision) {
        try {
            during(
                    decision.run(),
                    () -> {
                        watchers.forEach(watcher -> watcher.stored(decision));
                        return decision;
                    });
        } catch (RuntimeException e) {
            log.warn("could not tell of run {}", decision.run().id(), e);
        }
    }
}
