package io.stillframe.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Remembers good tokens for a short while, so that a client that polls does not cost Keystone a
 * call each time. A revoked token works no longer than that; a bad one is asked about every time.
 */
final class RecentCallers implements Callers {

    static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int AT_MOST = 10_000;

    private final Callers keystone;
    private final InstantSource clock;

    /** By the hash of the token: memory dumps are read by people, too. */
    private final Cache<String, Caller> known;

    RecentCallers(Callers keystone, InstantSource clock) {
        this.keystone = keystone;
        this.clock = clock;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(AT_MOST)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                        .expireAfter(
                                Expiry.creating(
                                        (String _, Caller caller) -> life(caller, clock.instant())))
                        .build();
    }

    @Override
    public Optional<Caller> of(String token) {
        var key = hash(token);
        return Optional.ofNullable(known.getIfPresent(key)).or(() -> asked(token, key));
    }

    private Optional<Caller> asked(String token, String key) {
        var caller = keystone.of(token).filter(found -> clock.instant().isBefore(found.until()));
        caller.ifPresent(found -> known.put(key, found));
        return caller;
    }

    /** Never beyond the token's own. */
    private static Duration life(Caller caller, Instant now) {
        return caller.until().isBefore(now.plus(REMEMBERED))
                ? Duration.between(now, caller.until())
                : REMEMBERED;
    }

    private static String hash(String token) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
