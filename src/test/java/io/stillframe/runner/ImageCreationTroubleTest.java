package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.HttpStore;
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
import org.junit.jupiter.api.AfterEach;
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

    private final HttpStore store = new HttpStore("14 bytes long.");

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "glance=v1, locations=closed, mapping",
        "glance=v2, locations=closed, mapping",
        "glance=v2, locations=volumes, mapping",
        "glance=both, locations=volumes, mapping",
        "glance=v2, locations=service-only, mapping",
        "glance=v1, locations=volumes, elsewhere",
        "glance=v2, locations=volumes, elsewhere",
        "glance=v2, locations=service-only, elsewhere"
    })
    void endsWithTheImageOrWithNothing(String glance, String locations, String what) {
        elsewhere = what.equals("elsewhere");
        var calls = callsOfAQuietRun(glance, locations);
        assertThat(calls).hasSizeGreaterThan(elsewhere ? 1 : 2);
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

    /** Each change is stored, and then the worker dies, before it is sent or after it was. */
    @ParameterizedTest
    @CsvSource({
        "glance=v1, locations=closed, mapping, 1",
        "glance=v2, locations=closed, mapping, 2",
        "glance=v2, locations=volumes, mapping, 6",
        "glance=v1, locations=volumes, elsewhere, 1",
        "glance=v2, locations=volumes, elsewhere, 2"
    })
    void outlivesADeathAtEachChange(String glance, String locations, String what, int changes) {
        elsewhere = what.equals("elsewhere");
        for (int death = 1; death <= changes; death++) {
            for (var afterSending : List.of(true, false)) {
                begin(glance, locations);
                var run = begun();
                for (int i = 1; i < death; i++) {
                    stage.creations.dieAtTheNextChange(run, true);
                }
                stage.creations.dieAtTheNextChange(run, afterSending);

                var ended = stage.creations.lookAgain(stage.creations.toItsEnd(run));

                var why = "death %d, after sending: %s".formatted(death, afterSending);
                assertThat(ended.phase()).as(why).isInstanceOf(Succeeded.class);
                isMade(ended, Objects.requireNonNull(ended.facts().climb().taken(), why));
            }
        }
    }

    private boolean elsewhere;

    private Run<ImageCreation> begun() {
        return elsewhere ? startedFrom(store.url()) : start(Strategy.AUTO);
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
            run = begun();
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
