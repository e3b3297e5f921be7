package io.stillframe.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a short while what Keystone has said of a token, so that a client that polls does
 * not cost it a call each time, be the token good or bad. A revoked token works no longer than
 * that. What Keystone could not say is not remembered.
 */
final class RecentCallers implements Callers {

    static final Duration REMEMBERED = Duration.ofSeconds(30);
    static final Duration REFUSED = Duration.ofSeconds(10);
    private static final int AT_MOST = 10_000;

    private final Callers keystone;
    private final InstantSource clock;

    /** By the hash of the token: memory dumps are read by people, too. */
    private final Cache<String, Caller> known;

    /** Apart from the good ones, which no flood of bad ones can push out so. */
    private final Cache<String, Answer> refused;

    /**
     * What Keystone is being asked. Not by a computing cache: that would hold up tokens that happen
     * to lie beside this one.
     */
    private final ConcurrentMap<String, CompletableFuture<Answer>> asked =
            new ConcurrentHashMap<>();

    RecentCallers(Callers keystone, InstantSource clock) {
        this.keystone = keystone;
        this.clock = clock;
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(AT_MOST)
                        .ticker(ticker)
                        .expireAfter(
                                Expiry.creating(
                                        (String _, Caller caller) -> life(caller, clock.instant())))
                        .build();
        this.refused =
                Caffeine.newBuilder()
                        .maximumSize(AT_MOST)
                        .ticker(ticker)
                        .expireAfterWrite(REFUSED)
                        .build();
    }

    @Override
    public Optional<Caller> of(String token) {
        var key = hash(token);
        return Optional.ofNullable(remembered(key).orElseGet(() -> askedOnce(token, key)).caller());
    }

    private Optional<Answer> remembered(String key) {
        return Optional.ofNullable(known.getIfPresent(key))
                .map(Answer::new)
                .or(() -> Optional.ofNullable(refused.getIfPresent(key)));
    }

    /** However many wait for the answer; its failure they share, too. */
    private Answer askedOnce(String token, String key) {
        var mine = new CompletableFuture<Answer>();
        var others = asked.putIfAbsent(key, mine);
        if (others != null) {
            return after(others);
        }
        try {
            // who was asked before may have been answered since the first look
            var answer = remembered(key).orElseGet(() -> askedAndRemembered(token, key));
            mine.complete(answer);
            return answer;
        } catch (RuntimeException | Error failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            asked.remove(key);
        }
    }

    private static Answer after(CompletableFuture<Answer> others) {
        try {
            return others.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private Answer askedAndRemembered(String token, String key) {
        var caller = keystone.of(token).filter(found -> clock.instant().isBefore(found.until()));
        caller.ifPresentOrElse(
                found -> known.put(key, found), () -> refused.put(key, Answer.NOBODY));
        return caller.map(Answer::new).orElse(Answer.NOBODY);
    }

    /** Never beyond the token's own. */
    private static Duration life(Caller caller, Instant now) {
        return caller.until().isBefore(now.plus(REMEMBERED))
                ? Duration.between(now, caller.until())
                : REMEMBERED;
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(Digests.sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * @param caller null for a token that Keystone does not take
     */
    private record Answer(@Nullable Caller caller) {
        static final Answer NOBODY = new Answer(null);
    }
}
