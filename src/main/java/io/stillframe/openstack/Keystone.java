package io.stillframe.openstack;

import io.stillframe.identity.Rights;
import io.stillframe.identity.Secret;
import io.stillframe.openstack.KeystoneJson.Token;
import io.stillframe.openstack.KeystoneJson.TokenBody;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tokens: our own, fetched and renewed, and those of others, validated. */
public final class Keystone {

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(10);

    /** What can be sent in a header; real tokens have a few hundred characters. */
    private static final Pattern POSSIBLE_TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");

    private final CloudConfig config;
    private final Sender sender;
    private final InstantSource clock;
    private final Mono<Session> session;
    private volatile @Nullable Secret refused;

    Keystone(CloudConfig config, Sender sender, InstantSource clock) {
        this.config = config;
        this.sender = sender;
        this.clock = clock;
        // One login at a time, however many wait for it; a failed one is not remembered.
        this.session =
                Await.asEachItself(
                        Await.asOurselves(Mono.defer(this::login)).cacheInvalidateIf(this::isOver));
    }

    /**
     * Asks Keystone about somebody's token with that token itself, which needs no rights of ours.
     * Empty for one that is not, or no longer, valid, and for one that is good for certain requests
     * alone: none of them is one to us.
     *
     * @throws io.stillframe.workflow.Trouble if Keystone does not say
     */
    public Optional<ValidToken> validate(String token) {
        if (!POSSIBLE_TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        var secret = new Secret(token);
        var call =
                Call.get(Service.IDENTITY, tokensUrl() + "?nocatalog", "validate a caller's token")
                        .asking(secret)
                        .expecting(401, 404);
        return Await.result(sender.send(call, secret).map(Keystone::valid));
    }

    /**
     * Keystone does not take tokens with access rules from whoever does not say that it understands
     * them, as we do not. That is not left to it alone.
     */
    private static Optional<ValidToken> valid(Answer answer) {
        if (!answer.successful()) {
            return Optional.empty();
        }
        var token = answer.as(TokenBody.class).token();
        if (token.restrictedToRequests()) {
            return Optional.empty();
        }
        var project = token.project();
        return Optional.of(
                new ValidToken(
                        token.user().id(),
                        token.user().name(),
                        project == null ? null : project.id(),
                        Json.orEmpty(token.roles()).stream()
                                .map(KeystoneJson.Role::name)
                                .collect(Collectors.toSet()),
                        !Boolean.FALSE.equals(token.isAdminProject()),
                        token.expiresAt()));
    }

    Mono<Session> session() {
        return session;
    }

    /** The project whose things are worked on: a caller's, or that of our own credentials. */
    Mono<String> projectId() {
        return Mono.deferContextual(context ->
                Await.rights(context) instanceof Rights.Lent lent
                        ? Mono.just(lent.project())
                        : session.map(Session::projectId));
    }

    /** For the sender; reactive types stay inside this package. */
    Tokens tokens() {
        return new Tokens() {
            @Override
            public Mono<Secret> token() {
                return session.map(Session::token);
            }

            @Override
            public Mono<Secret> otherThan(Secret token) {
                return Mono.defer(() -> {
                    refused = token;
                    return token();
                });
            }
        };
    }

    private boolean isOver(Session known) {
        return known.token().equals(refused) || !clock.instant().isBefore(known.renewAt());
    }

    private Mono<Session> login() {
        var call =
                Call.post(
                                Service.IDENTITY,
                                tokensUrl(),
                                LoginBody.of(config.credential()),
                                "log in to the cloud")
                        .hiding(List.of(config.credential().secret()))
                        .repeatable();
        return sender.sendWithoutToken(call).map(answer -> session(answer, clock.instant()));
    }

    private static Session session(Answer answer, Instant now) {
        var body = answer.as(TokenBody.class).token();
        var token = answer.header("X-Subject-Token");
        var project = body.project();
        if (token == null || project == null) {
            throw answer.unexpected(token == null ? "token" : "token of a project");
        }
        return new Session(
                new Secret(token),
                now.plus(useful(body)),
                project.id(),
                body.catalog() == null ? List.of() : List.copyOf(body.catalog()));
    }

    /** Reckoned by Keystone's clock alone, which need not agree with ours. */
    private static Duration useful(Token token) {
        var life = Duration.between(token.issuedAt(), token.expiresAt());
        var quarter = life.dividedBy(4);
        return life.minus(quarter.compareTo(LONGEST_MARGIN) < 0 ? quarter : LONGEST_MARGIN);
    }

    private String tokensUrl() {
        return config.authUrl() + "/auth/tokens";
    }
}
