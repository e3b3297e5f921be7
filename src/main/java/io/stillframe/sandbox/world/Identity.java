package io.stillframe.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keystone's part of the world: who there is, and who may what where. */
public final class Identity {

    private final Agenda agenda;
    private final Ids ids;
    private final Tokens tokens;
    private final Map<String, Project> projects = new LinkedHashMap<>();
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Map<User, Map<Project, List<String>>> grants = new HashMap<>();
    private final Map<User, Project> homes = new HashMap<>();
    private final Set<User> disabled = new HashSet<>();
    private final Map<String, ApplicationCredential> credentials = new LinkedHashMap<>();

    Identity(Agenda agenda, Ids ids, Duration tokenLife) {
        this.agenda = agenda;
        this.ids = ids;
        this.tokens = new Tokens(agenda, ids, tokenLife);
    }

    /** Finds the project of that name, or makes it, always with the same id. */
    public Project project(String name) {
        return projects.computeIfAbsent(name, n -> new Project(Ids.hexOf("project " + n), n));
    }

    /** Finds the user of that name, or makes it with its name as the password. */
    public User user(String name) {
        return users.computeIfAbsent(name, n -> new User(Ids.hexOf("user " + n), n, n));
    }

    /** Where a user is who logs in without saying for which project. */
    public void home(User user, Project project) {
        homes.put(user, project);
    }

    /** Beside the roles that the user has there already. */
    public void grant(User user, Project project, String... roles) {
        grants.computeIfAbsent(user, _ -> new LinkedHashMap<>())
                .merge(project, List.of(roles), Identity::both);
    }

    private static List<String> both(List<String> roles, List<String> more) {
        return Stream.concat(roles.stream(), more.stream()).distinct().toList();
    }

    /**
     * All roles of the user in that project, and with them its tokens for it. Keystone's own words
     * tell the whole token to whoever has one of them validated.
     */
    public void takeRoles(User user, Project project) {
        grants.getOrDefault(user, new HashMap<>()).remove(project);
        tokens.revokeAll(
                t -> t.caller().user().equals(user) && t.caller().project().equals(project),
                t -> "Could not find token: %s.".formatted(t.id()));
    }

    /** Whose tokens are good no more, also once it is enabled again. */
    public void disable(User user) {
        disabled.add(user);
        tokens.revokeAll(t -> t.caller().user().equals(user), _ -> "Failed to validate token");
    }

    public void enable(User user) {
        disabled.remove(user);
    }

    public boolean mayLogIn(User user) {
        return !disabled.contains(user);
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

    /** A user in a project as its roles there allow; nobody is where he has none. */
    public Optional<Caller> caller(User user, Project project) {
        return Optional.ofNullable(grants.getOrDefault(user, Map.of()).get(project))
                .map(roles -> caller(user, project, roles));
    }

    /** With these roles, whatever has been granted. */
    public Caller caller(User user, Project project, List<String> roles) {
        return new Caller(user, project, Roles.withImplied(roles));
    }

    /** Where it belongs, or nowhere. */
    public Caller callerAtHome(User user) {
        return Optional.ofNullable(homes.get(user))
                .flatMap(home -> caller(user, home))
                .orElseGet(() -> Caller.unscoped(user));
    }

    public Caller unscoped(User user) {
        return Caller.unscoped(user);
    }

    public Tokens tokens() {
        return tokens;
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
                .findFirst();
    }

    public boolean hasEnded(ApplicationCredential credential) {
        var end = credential.expiresAt();
        return end != null && !end.isAfter(agenda.instant());
    }

    /** And with it its tokens. */
    public void remove(ApplicationCredential credential) {
        credentials.remove(credential.id());
        tokens.revokeAll(
                t -> credential.equals(t.credential()),
                _ -> "Could not find Application Credential: %s.".formatted(credential.id()));
    }
}
