package io.stillframe.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who calls, as the token says.
 *
 * @param projectId the project that the token is scoped to
 * @param roles by name, in that project
 * @param confined whatever the roles, they are for no other project
 * @param policy what the roles allow
 * @param until when the token expires
 * @param rights with which the cloud is called for it
 */
public record Caller(
        String userId,
        String userName,
        String projectId,
        Set<String> roles,
        boolean confined,
        Policy policy,
        Instant until,
        Rights rights) {

    private static final String NOT_THE_CLOUDS =
            "To reach what other projects have takes a token of the project that Keystone calls the administrators' own; that of yours is another.";

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** One that may do nothing yet, and for whom our own credentials do the work. */
    public Caller(
            String userId, String userName, String projectId, Set<String> roles, Instant until) {
        this(
                userId,
                userName,
                projectId,
                roles,
                false,
                Policy.NOTHING_FOR_NOBODY,
                until,
                Rights.OWN);
    }

    /** The same, where the cloud's administrators are those of another project. */
    public Caller confinedToItsProject() {
        return new Caller(userId, userName, projectId, roles, true, policy, until, rights);
    }

    /** The same, whose roles allow what this policy says. */
    public Caller under(Policy law) {
        return new Caller(userId, userName, projectId, roles, confined, law, until, rights);
    }

    /** The same, whose token does the work. */
    Caller lending(Secret token) {
        var lent = new Rights.Lent(token, projectId, projectId, until);
        return new Caller(userId, userName, projectId, roles, confined, policy, until, lent);
    }

    /** Does work with the rights that the caller's requests have. */
    public <T> T acting(Supplier<T> work) {
        return Rights.using(rights, work);
    }

    /** The same on what a project has, which is another one only for an administrator. */
    public <T> T actingOn(String project, Supplier<T> work) {
        return Rights.using(rights instanceof Rights.Lent lent ? lent.on(project) : rights, work);
    }

    /**
     * Our own credentials may do the work, so that whom Nova and Cinder would refuse must be
     * refused here.
     */
    public boolean may(Permission what) {
        return refusal(what).isEmpty();
    }

    /**
     * @throws NotPermitted if the caller may not
     */
    public void require(Permission what) {
        refusal(what)
                .ifPresent(sentence -> {
                    throw new NotPermitted(sentence);
                });
    }

    /** Whoever may not look is shown nothing by what it changes either. */
    private Optional<String> refusal(Permission what) {
        return Stream.of(what, Permission.LOOK)
                .filter(each -> !policy.allows(each, roles))
                .findFirst()
                .map(policy::sentence)
                .or(() ->
                        what == Permission.ADMINISTER && confined
                                ? Optional.of(NOT_THE_CLOUDS)
                                : Optional.empty());
    }
}
