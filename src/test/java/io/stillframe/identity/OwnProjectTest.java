package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class OwnProjectTest {

    private final RunRights rights = new OwnProject(() -> "ours");

    @Test
    void worksInItsOwnProject() {
        assertThat(rights.of(UUID.randomUUID(), "ours")).isEqualTo(Rights.OWN);
    }

    @Test
    void takesNothingOfAnotherProjectForGone() {
        assertThat(rights.of(UUID.randomUUID(), "theirs"))
                .isInstanceOfSatisfying(
                        Rights.Lost.class,
                        lost -> assertThat(lost.why()).contains("theirs", "ours", "operator"));
    }
}
