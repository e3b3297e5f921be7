package io.stillframe.openstack;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Where the reactive world ends: the ports block, and their callers run on virtual threads. */
final class Await {

    private Await() {}

    static <T> T result(Mono<T> mono) {
        // Calls are sent by other threads, and know of the claim only by what they are given here.
        var claim = Claim.current();
        try {
            return Objects.requireNonNull(
                    mono.contextWrite(context -> context.put(Claim.class, claim)).block(),
                    "an empty result");
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InterruptedException
                    || Thread.currentThread().isInterrupted()) {
                throw new Trouble(interrupted(), e);
            }
            throw e;
        }
    }

    /** That of whoever waits for the result. */
    static BooleanSupplier claim(ContextView context) {
        return context.<BooleanSupplier>getOrEmpty(Claim.class).orElse(() -> true);
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
