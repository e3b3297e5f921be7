package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RequestPlacesTest {

    private final RequestPlaces places = new RequestPlaces(2);
    private final Sinks.Empty<Void> held = Sinks.empty();

    private Mono<Void> hold(String project) {
        return places.taking(project, held.asMono());
    }

    @Test
    void refusesAProjectThatHasTooManyUnderWayAndNoOther() {
        hold("a").subscribe();
        hold("a").subscribe();

        StepVerifier.create(hold("a"))
                .verifyErrorSatisfies(refused ->
                        assertThat(refused)
                                .isInstanceOf(TooManyRequests.class)
                                .hasMessageContaining("2 requests under way"));
        StepVerifier.create(places.taking("b", Mono.empty())).verifyComplete();
    }

    @Test
    void givesThePlaceBackHoweverTheRequestEnds() {
        var served = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            hold("a").subscribe().dispose(); // its caller has hung up
            places.taking("a", Mono.error(new IllegalStateException()))
                    .onErrorComplete()
                    .subscribe();
            places.taking("a", Mono.fromRunnable(served::incrementAndGet)).subscribe();
        }

        assertThat(served).hasValue(10);
    }
}
