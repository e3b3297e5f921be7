package io.stillframe.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
    private final Map<String, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > AT_MOST;
                }
            };

    RecentCallers(Callers keystone, InstantSource clock) {
        this.keystone = keystone;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> of(String token) {
        var key = hash(token);
        return recent(key).or(() -> asked(token, key));
    }

    private Optional<Caller> recent(String key) {
        synchronized (known) {
            var entry = known.get(key);
            return entry != null && clock.instant().isBefore(entry.until())
                    ? Optional.of(entry.caller())
                    : Optional.empty();
        }
    }

    private Optional<Caller> asked(String token, String key) {
        var now = clock.instant();
        var caller = keystone.of(token).filter(found -> now.isBefore(found.until()));
        synchronized (known) {
            caller.ifPresentOrElse(
                    found -> known.put(key, Known.of(found, now)), () -> known.remove(key));
        }
        return caller;
    }

    private static String hash(String token) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private record Known(Caller caller, Instant until) {

        static Known of(Caller caller, Instant now) {
            var longest = now.plus(REMEMBERED);
            return new Known(caller, caller.until().isBefore(longest) ? caller.until() : longest);
        }
    }
}
