package io.stillframe.identity;

import java.util.Optional;

/** Keystone, as far as it knows our callers. */
public interface Callers {

    /**
     * Whose token it is; empty for one that is unknown, expired, revoked or not scoped to a
     * project. Blocks. Throws what its adapter throws when Keystone does not answer as expected.
     */
    Optional<Caller> of(String token);
}
