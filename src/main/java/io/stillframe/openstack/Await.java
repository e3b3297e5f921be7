package io.stillframe.openstack;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Where the reactive world ends: the ports block, and their callers run on virtual threads. */
final class Await {

    private Await() {}

    static <T> T result(Mono<T> mono) {
        try {
            return Objects.requireNonNull(mono.block(), "an empty result");
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InterruptedException
                    || Thread.currentThread().isInterrupted()) {
                throw new Trouble(interrupted(), e);
            }
            throw e;
        }
    }

    /** The process is about to end; what was sent may well be carried out. */
    private static Problem interrupted() {
        return new Problem(
                ProblemType.CLOUD_TIMEOUT.word(),
                "The wait for the cloud's answer was interrupted.",
                null,
                true,
                true,
                null);
    }
}
