package io.stillframe.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Who calls, as the token says.
 *
 * @param projectId the project that the token is scoped to; the caller sees and touches only that
 * @param roles by name, in that project
 * @param until when the token expires
 */
public record Caller(
        String userId, String userName, String projectId, Set<String> roles, Instant until) {

    /** Roles that OpenStack's own policies let look and no more. */
    private static final Set<String> LOOKING = Set.of("reader");

    public Caller {
        roles = Set.copyOf(roles);
    }

    /**
     * Whether the caller may change anything. Our own credentials do the work, so that whom Nova
     * and Cinder would refuse must be refused here.
     */
    public boolean mayChange() {
        return !LOOKING.containsAll(roles);
    }
}
