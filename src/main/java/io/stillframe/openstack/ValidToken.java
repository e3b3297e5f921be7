package io.stillframe.openstack;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Keystone says of a token that somebody else brought.
 *
 * @param projectId null for a token that is not scoped to a project
 * @param roles their names
 * @param ofAdminProject false where an operator has named a project whose administrators alone are
 *     the cloud's, and this is another one
 */
public record ValidToken(
        String userId,
        String userName,
        @Nullable String projectId,
        Set<String> roles,
        boolean ofAdminProject,
        Instant expiresAt) {

    public ValidToken {
        roles = Set.copyOf(roles);
    }
}
