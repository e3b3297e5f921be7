package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Tokens;
import io.stillframe.sandbox.world.World;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom Nova, Cinder and Glance let in: what the middleware in front of all three makes of the
 * tokens that a request brings along. A service may bring a user's token after its end, and then
 * has the user's rights, not its own.
 */
final class Admission {

    /** One who may come in. */
    record Guest(Caller caller, boolean broughtByService) {}

    private final Tokens tokens;
    private final boolean forgiving;

    private Admission(World world, boolean forgiving) {
        this.tokens = world.identity().tokens();
        this.forgiving = forgiving;
    }

    /** As Nova and Cinder: a service's token that is none spoils the best of users' tokens. */
    static Admission strict(World world) {
        return new Admission(world, false);
    }

    /** As Glance, which decides later (delay_auth_decision) and then looks at the user alone. */
    static Admission forgiving(World world) {
        return new Admission(world, true);
    }

    Optional<Guest> of(Call call) {
        var service = said(call.header("X-Service-Token"));
        boolean byService = service != null && isOfAService(service);
        if (service != null && !byService && !forgiving) {
            return Optional.empty();
        }
        var user = said(call.header("X-Auth-Token"));
        return (byService ? tokens.goodOrExpired(user) : tokens.good(user))
                .map(token -> new Guest(token.caller(), byService));
    }

    private boolean isOfAService(String id) {
        return tokens.good(id).filter(token -> token.caller().isService()).isPresent();
    }

    private static @Nullable String said(@Nullable String header) {
        return header == null || header.isBlank() ? null : header.strip();
    }
}
