package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Keystone remembers of a login.
 *
 * @param methods the newest first: a token may have been exchanged for another
 * @param auditIds its own, and that of the login that it goes back to
 * @param credential by which it was got, if it was by one
 */
public record Token(
        String id,
        Caller caller,
        List<String> methods,
        List<String> auditIds,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable ApplicationCredential credential) {

    /** Whether it ends with its credential rather than at the end of its own life. */
    public boolean endsWithItsCredential() {
        return credential != null && expiresAt.equals(credential.expiresAt());
    }
}
