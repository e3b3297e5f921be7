package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.world.Fault;
import io.stillframe.sandbox.world.Fault.Effect;
import io.stillframe.snapshot.ImageCreation;
import io.stillframe.snapshot.Strategy;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Phase.Undone;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever goes wrong at any call that making an image takes: it ends with the image that was asked
 * for, or with nothing.
 */
class ImageCreationTroubleTest extends ImageCreationStories {

    private static final Set<String> NOT_THE_RUNS = Set.of("keystone", "nova");

    /** The same thing happens to each kind of call, as often as that. */
    private record Mishap(Effect effect, int times) {}

    private static final List<Mishap> MISHAPS =
            List.of(
                    new Mishap(new Effect.LoseReply(), 1),
                    new Mishap(new Effect.LoseReply(), 3),
                    new Mishap(new Effect.ActLate(Duration.ofSeconds(20)), 1),
                    new Mishap(new Effect.Refuse(503, "{}"), 2),
                    new Mishap(new Effect.Refuse(403, "{}"), 1),
                    new Mishap(new Effect.Refuse(400, "{}"), 1),
                    new Mishap(new Effect.Refuse(413, "{}"), 1));

    @ParameterizedTest
    @CsvSource({
        "glance=v1, locations=closed",
        "glance=v2, locations=closed",
        "glance=v2, locations=volumes",
        "glance=both, locations=volumes",
        "glance=v2, locations=service-only"
    })
    void endsWithTheImageOrWithNothing(String glance, String locations) {
        var calls = callsOfAQuietRun(glance, locations);
        assertThat(calls).hasSizeGreaterThan(2);
        for (var call : calls) {
            for (var mishap : MISHAPS) {
                begin(glance, locations);
                stage.cloud
                        .faults()
                        .add(
                                Fault.at(call.service(), call.operation(), mishap.effect())
                                        .times(mishap.times()));
                endsWell("%s at %s".formatted(mishap, call));
            }
        }
    }

    private record Kind(String service, String operation) {}

    /** So that no call is forgotten. */
    private List<Kind> callsOfAQuietRun(String glance, String locations) {
        begin(glance, locations);
        stage.cloud.calls().reset();
        endsWell("nothing");
        return stage.cloud.calls().asMap().entrySet().stream()
                .filter(service -> !NOT_THE_RUNS.contains(service.getKey()))
                .flatMap(service ->
                        service.getValue().keySet().stream()
                                .map(operation -> new Kind(service.getKey(), operation)))
                .filter(call -> !call.operation().contains("version"))
                .toList();
    }

    private void endsWell(String what) {
        Run<ImageCreation> run;
        try {
            run = start(Strategy.AUTO);
        } catch (Trouble refused) {
            assertThat(stage.cloud.images()).as(what).isEmpty();
            hasTheCallersDisks();
            return; // at once, before anything was made
        }
        var ended = stage.creations.toItsEnd(run);
        stage.later(Duration.ofSeconds(30)); // what acts late has acted
        var seen = stage.creations.lookAgain(ended);
        switch (seen.phase()) {
            case Succeeded _ ->
                    isMade(seen, Objects.requireNonNull(seen.facts().climb().taken(), what));
            case Undone _ -> leavesNothing(seen);
            case Phase other -> throw new AssertionError(what + " ends " + other);
        }
    }
}
