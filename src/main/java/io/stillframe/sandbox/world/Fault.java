package io.stillframe.sandbox.world;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong on purpose: at which operation of which service, for which requests,
 * how often, and how. Service and operation are those of the call counts, or {@code *}. What means
 * the same in both versions of the image API has one name, so a fault meets whichever is spoken,
 * unless it is {@link #matching} the path of one. The service {@code storage} is what lies behind
 * Cinder ({@code create-snapshot, delete-snapshot, create-volume}).
 */
public record Fault(
        String service,
        String operation,
        Effect effect,
        @Nullable Pattern pattern,
        double probability,
        int times) {

    private static final int FOR_EVER = Integer.MAX_VALUE;

    public Fault {
        boolean ofCallsOnly =
                effect instanceof Effect.Refuse
                        || effect instanceof Effect.LoseReply
                        || effect instanceof Effect.ActLate;
        boolean ofStorageOnly = effect instanceof Effect.Fail || effect instanceof Effect.Busy;
        if (service.equals("storage") ? ofCallsOnly : ofStorageOnly) {
            throw new IllegalArgumentException("service %s has no %s".formatted(service, effect));
        }
    }

    public sealed interface Effect {
        /** The answer, or the storage, takes that much longer. */
        record Slow(Duration delay) implements Effect {}

        /** Answers so, and does nothing. */
        record Refuse(int status, String body) implements Effect {}

        /** Does it, and drops the connection instead of answering. */
        record LoseReply() implements Effect {}

        /** Drops the connection at once, and does it later. */
        record ActLate(Duration delay) implements Effect {}

        /** Does not answer until the fault is removed; storage does not finish until then. */
        record Hang() implements Effect {}

        /** Storage only: what was accepted ends as {@code error}, or as {@code error_deleting}. */
        record Fail(String why) implements Effect {}

        /** Storage only: the volume snapshot that was being deleted is {@code available} again. */
        record Busy() implements Effect {}
    }

    public static Fault at(String service, String operation, Effect effect) {
        return new Fault(service, operation, effect, null, 1, FOR_EVER);
    }

    /**
     * Only where this regular expression is found in the path with its query, in the body, in the
     * headers that carry an image ({@code x-image-meta-name: frame}), or in storage's names and
     * ids.
     */
    public Fault matching(String regex) {
        return new Fault(service, operation, effect, Pattern.compile(regex), probability, times);
    }

    public Fault withProbability(double newProbability) {
        return new Fault(service, operation, effect, pattern, newProbability, times);
    }

    public Fault times(int newTimes) {
        return new Fault(service, operation, effect, pattern, probability, newTimes);
    }

    boolean concerns(String aService, String anOperation, String subject) {
        return (service.equals("*") ? !aService.equals("storage") : service.equals(aService))
                && (operation.equals("*") || operation.equals(anOperation))
                && (pattern == null || pattern.matcher(subject).find());
    }
}
