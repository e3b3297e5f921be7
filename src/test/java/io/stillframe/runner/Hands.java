package io.stillframe.runner;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Puts a run into a worker's hands, as db-scheduler does, and takes it back from them. */
public final class Hands {

    /**
     * @param due when the run goes on; empty if never
     * @param changed somebody has changed the run since it was put down
     */
    public record PutDown(Optional<Instant> due, boolean changed) {}

    private Hands() {}

    public static PutDown carryOut(
            Runner<?> runner, UUID run, BooleanSupplier held, BooleanSupplier ending) {
        var rest =
                runner.carryOut(
                        run,
                        new Turn() {
                            @Override
                            public boolean held() {
                                return held.getAsBoolean();
                            }

                            @Override
                            public boolean ending() {
                                return ending.getAsBoolean();
                            }
                        });
        return new PutDown(rest.due(), runner.changedSince(rest, run));
    }
}
