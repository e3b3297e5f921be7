package io.stillframe.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keystone's part of the world: who there is, who may what where, and which tokens are good. */
public final class Identity {

    private static final int FAR_TOO_MANY = 100_000;

    private final Agenda agenda;
    private final Ids ids;
    private final Map<String, Project> projects = new LinkedHashMap<>();
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Map<User, Map<Project, List<String>>> grants = new HashMap<>();
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final Map<String, ApplicationCredential> credentials = new LinkedHashMap<>();
    private Duration tokenLife;

    Identity(Agenda agenda, Ids ids, Duration tokenLife) {
        this.agenda = agenda;
        this.ids = ids;
        this.tokenLife = tokenLife;
    }

    /** Finds the project of that name, or makes it, always with the same id. */
    public Project project(String name) {
        return projects.computeIfAbsent(name, n -> new Project(Ids.hexOf("project " + n), n));
    }

    /** Finds the user of that name, or makes it with its name as the password. */
    public User user(String name) {
        return users.computeIfAbsent(name, n -> new User(Ids.hexOf("user " + n), n, n));
    }

    /** Beside the roles that the user has there already. */
    public void grant(User user, Project project, String... roles) {
        grants.computeIfAbsent(user, _ -> new LinkedHashMap<>())
                .merge(project, List.of(roles), Identity::both);
    }

    private static List<String> both(List<String> roles, List<String> more) {
        return Stream.concat(roles.stream(), more.stream()).distinct().toList();
    }

    public List<Project> projects() {
        return List.copyOf(projects.values());
    }

    public List<Project> projectsOf(User user) {
        return List.copyOf(grants.getOrDefault(user, Map.of()).keySet());
    }

    public Optional<Project> findProject(@Nullable String id, @Nullable String name) {
        return projects.values().stream()
                .filter(p -> id != null ? p.id().equals(id) : p.name().equals(name))
                .findFirst();
    }

    public Optional<User> findUser(@Nullable String id, @Nullable String name) {
        return users.values().stream()
                .filter(u -> id != null ? u.id().equals(id) : u.name().equals(name))
                .findFirst();
    }

    /**
     * A user in a project as its roles there allow; without a project in the first that it has a
     * role in.
     */
    public Optional<Caller> caller(User user, @Nullable Project wanted) {
        var granted = grants.getOrDefault(user, Map.of());
        var project = wanted != null ? wanted : granted.keySet().stream().findFirst().orElse(null);
        var roles = project == null ? null : granted.get(project);
        return project == null || roles == null
                ? Optional.empty()
                : Optional.of(new Caller(user, project, roles));
    }

    public Token issue(Caller caller, String method, @Nullable Instant notAfter) {
        var now = agenda.instant();
        var expires = now.plus(tokenLife);
        if (notAfter != null && notAfter.isBefore(expires)) {
            expires = notAfter;
        }
        var id = "gAAAAAB" + ids.hex() + ids.hex() + ids.hex();
        var token = new Token(id, caller, method, ids.hex().substring(0, 22), now, expires);
        forgetTheExpiredOnes(now);
        tokens.put(id, token);
        return token;
    }

    /** The token, if it was issued here, is not revoked and not expired. */
    public Optional<Token> validate(@Nullable String tokenId) {
        return Optional.ofNullable(tokens.get(tokenId))
                .filter(t -> t.expiresAt().isAfter(agenda.instant()));
    }

    public void revoke(String tokenId) {
        tokens.remove(tokenId);
    }

    public List<Token> tokens() {
        return new ArrayList<>(tokens.values());
    }

    public ApplicationCredential addCredential(
            Caller caller, String name, @Nullable Instant expiresAt) {
        var made = new ApplicationCredential(ids.hex(), name, ids.hex(), caller, expiresAt);
        credentials.put(made.id(), made);
        return made;
    }

    public Optional<ApplicationCredential> findCredential(
            @Nullable String id, @Nullable String name, @Nullable User user) {
        return credentials.values().stream()
                .filter(c ->
                        id != null
                                ? c.id().equals(id)
                                : c.name().equals(name) && c.caller().user().equals(user))
                .filter(c -> c.expiresAt() == null || c.expiresAt().isAfter(agenda.instant()))
                .findFirst();
    }

    public void removeCredential(String id) {
        credentials.remove(id);
    }

    /** Of the tokens that are issued from now on. */
    public void tokenLife(Duration life) {
        tokenLife = life;
    }

    public InstantSource clock() {
        return agenda;
    }

    private void forgetTheExpiredOnes(Instant now) {
        if (tokens.size() > FAR_TOO_MANY) {
            tokens.values().removeIf(t -> !t.expiresAt().isAfter(now));
        }
    }
}
