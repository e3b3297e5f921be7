package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.identity.Caller;
import io.stillframe.openstack.ValidToken;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Keystone says of a token makes a caller of whoever shows it. */
class KeystonesWordTest {

    private static final Set<String> ROLES = Set.of("admin");

    @Test
    void isTakenForTheRolesInTheProjectOfTheToken() {
        var caller = Wiring.caller(of("p", true)).orElseThrow();

        assertThat(caller).isEqualTo(new Caller("u", "eve", "p", ROLES, Instant.EPOCH));
    }

    @Test
    void confinesAdministratorsWhoAreNotTheClouds() {
        assertThat(Wiring.caller(of("p", false)).orElseThrow().confined()).isTrue();
    }

    @Test
    void makesNoCallerOfWhoHasNoProject() {
        assertThat(Wiring.caller(of(null, true))).isEmpty();
    }

    private static ValidToken of(@Nullable String project, boolean admin) {
        return new ValidToken("u", "eve", project, ROLES, admin, Instant.EPOCH);
    }
}
