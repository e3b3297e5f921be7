package io.stillframe.openstack;

import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.stillframe.identity.Rights;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.telemetry.Trail;
import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Where the reactive world ends: the ports block, and their callers run on virtual threads. */
final class Await {

    /**
     * Each call has its own limit, and an operation has not many calls. This one is for what should
     * not be: a run whose worker waits for ever would hold its server for ever.
     */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Await() {}

    static <T> T result(Mono<T> mono) {
        return result(mono, LONGEST);
    }

    static <T> T result(Mono<T> mono, Duration longest) {
        // Calls are sent by other threads, and know only by what they are given here with whose
        // rights that is, and whether the worker still may.
        var claim = Claim.current();
        var rights = Rights.current();
        try {
            return Objects.requireNonNull(
                    mono.contextWrite(context ->
                                    context.put(Claim.class, claim).put(Rights.class, rights))
                            .contextCapture() // what it belongs to, with or without Reactor's own
                            // hook
                            .block(longest),
                    "an empty result");
        } catch (RuntimeException e) {
            if (Exceptions.unwrap(e) instanceof InterruptedException) {
                throw new Trouble(unclear("The wait for the cloud's answer was interrupted."), e);
            }
            if (e.getCause() instanceof TimeoutException && !(e instanceof Trouble)) {
                var sentence =
                        "There was no end to a request to the cloud for %d s; it was given up."
                                .formatted(longest.toSeconds());
                throw new Trouble(unclear(sentence), e);
            }
            throw e;
        }
    }

    /** That of whoever waits for the result. */
    static BooleanSupplier claim(ContextView context) {
        return context.<BooleanSupplier>getOrEmpty(Claim.class).orElse(() -> true);
    }

    /** Those of whoever waits for the result. */
    static Rights rights(ContextView context) {
        return context.<Rights>getOrEmpty(Rights.class).orElse(Rights.OWN);
    }

    /** That of whoever waits for the result; null for none. */
    static @Nullable Trail trail(ContextView context) {
        return context.getOrDefault(Trail.KEY, null);
    }

    /**
     * For what all share: it must not depend on who happens to ask first, and belongs to nobody's
     * run or request.
     */
    static <T> Mono<T> asOurselves(Mono<T> mono) {
        return mono.contextWrite(context ->
                context.put(Rights.class, Rights.OWN)
                        .delete(Trail.KEY)
                        .delete(ObservationThreadLocalAccessor.KEY));
    }

    /** Whoever has waited for what is shared goes on as itself, and not as who asked first. */
    static <T> Mono<T> asEachItself(Mono<T> shared) {
        return shared.contextWrite(context -> context); // Reactor restores what belongs to it here
    }

    /** What was sent may well be carried out. */
    private static Problem unclear(String sentence) {
        return new Problem(ProblemType.CLOUD_TIMEOUT.word(), sentence, null, true, true, null);
    }
}
