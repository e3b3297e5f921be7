package io.stillframe.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tokens that Keystone has issued, and what has become of them. */
public final class Tokens {

    /** Keystone's allow_expired_window: so long a service may still speak for a user. */
    private static final Duration WINDOW = Duration.ofHours(48);

    private static final int FAR_TOO_MANY = 100_000;

    private final Agenda agenda;
    private final Ids ids;
    private final Map<String, Token> issued = new LinkedHashMap<>();

    /** Those that are good no more, and what Keystone says of each. */
    private final Map<String, String> spoiled = new HashMap<>();

    private Duration life;

    Tokens(Agenda agenda, Ids ids, Duration life) {
        this.agenda = agenda;
        this.ids = ids;
        this.life = life;
    }

    /** Of the tokens that are issued from now on. */
    public void life(Duration wanted) {
        life = wanted;
    }

    public Token byPassword(Caller caller) {
        return issue(caller, List.of("password"), List.of(), end(), null);
    }

    /** It ends with the credential, if that ends first. */
    public Token byCredential(ApplicationCredential credential) {
        var last = credential.expiresAt();
        var end = last != null && last.isBefore(end()) ? last : end();
        return issue(
                credential.caller(), List.of("application_credential"), List.of(), end, credential);
    }

    /** One for another, which does not live on by that. */
    public Token inExchange(Token other, Caller caller) {
        var methods =
                Stream.concat(Stream.of("token"), other.methods().stream()).distinct().toList();
        return issue(caller, methods, List.of(other.auditIds().getLast()), other.expiresAt(), null);
    }

    private Instant end() {
        return agenda.instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
    }

    private Token issue(
            Caller caller,
            List<String> methods,
            List<String> auditIds,
            Instant end,
            @Nullable ApplicationCredential credential) {
        var id = "gAAAAAB" + ids.hex() + ids.hex() + ids.hex();
        var audit = new ArrayList<>(List.of(ids.hex().substring(0, 22)));
        audit.addAll(auditIds);
        var token = new Token(id, caller, methods, audit, agenda.instant(), end, credential);
        forgetTheOldOnes();
        issued.put(id, token);
        return token;
    }

    /** The token, if it was issued here, is not revoked and not expired. */
    public Optional<Token> good(@Nullable String id) {
        return notRevoked(id).filter(t -> t.expiresAt().isAfter(agenda.instant()));
    }

    /** The same, or one that has expired not so long ago: for services that speak for its user. */
    public Optional<Token> goodOrExpired(@Nullable String id) {
        return notRevoked(id).filter(this::mayStillBeUsed);
    }

    private Optional<Token> notRevoked(@Nullable String id) {
        return Optional.ofNullable(issued.get(id)).filter(t -> !spoiled.containsKey(t.id()));
    }

    private boolean mayStillBeUsed(Token token) {
        return token.expiresAt().plus(WINDOW).isAfter(agenda.instant());
    }

    /** Why it is neither. */
    public Refused refusal(@Nullable String id) {
        var words =
                issued.containsKey(id)
                        ? spoiled.getOrDefault(id, "Failed to validate token")
                        : "Could not recognize Fernet token";
        return new Refused(404, words);
    }

    /** All that were given to anybody, for whoever looks for where they have got to. */
    public List<Token> issued() {
        return List.copyOf(issued.values());
    }

    public void revoke(String id) {
        spoiled.put(id, "Failed to validate token");
    }

    void revokeAll(Predicate<Token> which, Function<Token, String> words) {
        issued.values().stream()
                .filter(which)
                .forEach(t -> spoiled.putIfAbsent(t.id(), words.apply(t)));
    }

    private void forgetTheOldOnes() {
        if (issued.size() > FAR_TOO_MANY) {
            issued.values().removeIf(t -> !mayStillBeUsed(t));
            spoiled.keySet().retainAll(issued.keySet());
        }
    }
}
