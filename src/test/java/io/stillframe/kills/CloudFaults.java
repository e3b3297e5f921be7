package io.stillframe.kills;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.sandbox.world.Faults;
import java.time.Duration;
import java.util.stream.Stream;

/** A cloud that does not do as it is told, by chance and at every call. */
final class CloudFaults {

    /**
     * How late something is done after its caller has been cut off. Less than it takes to settle.
     */
    private static final Duration LATE = Duration.ofMillis(800);

    private static final Duration SLOW = Duration.ofMillis(300);

    private static final Duration TOO_SLOW = Replicas.CALL_TIMEOUT.plus(LATE);

    private CloudFaults() {}

    static void letLoose(Faults faults) {
        Stream.of("create-snapshot", "create-volume")
                .forEach(operation -> {
                    faults.add(sometimes(0.05, "cinder", operation, new Effect.LoseReply()));
                    faults.add(sometimes(0.05, "cinder", operation, new Effect.ActLate(LATE)));
                    faults.add(sometimes(0.03, "cinder", operation, new Effect.Slow(TOO_SLOW)));
                    faults.add(sometimes(0.01, "cinder", operation, refusal(413)));
                });
        Stream.of("create-image", "upload-image", "patch-image")
                .forEach(operation -> {
                    faults.add(sometimes(0.05, "glance", operation, new Effect.LoseReply()));
                    faults.add(sometimes(0.05, "glance", operation, new Effect.ActLate(LATE)));
                    faults.add(sometimes(0.02, "glance", operation, refusal(403)));
                });
        Stream.of("delete-snapshot", "delete-volume")
                .forEach(operation -> {
                    faults.add(sometimes(0.05, "cinder", operation, new Effect.LoseReply()));
                    faults.add(sometimes(0.05, "cinder", operation, new Effect.ActLate(LATE)));
                });
        faults.add(sometimes(0.05, "glance", "delete-image", new Effect.LoseReply()));
        faults.add(sometimes(0.05, "glance", "delete-image", new Effect.ActLate(LATE)));
        faults.add(
                sometimes(0.02, "storage", "create-snapshot", new Effect.Fail("no space is left")));
        faults.add(
                sometimes(0.02, "storage", "create-volume", new Effect.Fail("no space is left")));
        faults.add(sometimes(0.05, "storage", "delete-snapshot", new Effect.Busy()));
        faults.add(sometimes(0.01, "storage", "delete-snapshot", new Effect.Fail("no way to it")));
        faults.add(sometimes(0.05, "*", "*", new Effect.Slow(SLOW)));
        faults.add(sometimes(0.01, "*", "*", new Effect.LoseReply()));
        Stream.of(429, 500, 503)
                .forEach(status -> faults.add(sometimes(0.01, "*", "*", refusal(status))));
    }

    private static Fault sometimes(
            double probability, String service, String operation, Effect effect) {
        return Fault.at(service, operation, effect).withProbability(probability);
    }

    private static Effect refusal(int status) {
        return new Effect.Refuse(status, "by chance");
    }
}
