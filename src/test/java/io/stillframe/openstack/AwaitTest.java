package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.workflow.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AwaitTest {

    @Test
    void waitsForNothingForEver() {
        assertThatThrownBy(() -> Await.result(Mono.never(), Duration.ofMillis(20)))
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> {
                            assertThat(trouble.problem().mayHaveHappened()).isTrue();
                            assertThat(trouble.problem().mayPass()).isTrue();
                        });
    }
}
