package io.stillframe.identity;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which roles may do what; one of those named is enough, and where none is named nobody may.
 *
 * @param look Roles that may look at what the project has; one of them is enough.
 * @param act Roles that may create, change, cancel, retry and delete, beside one of `look`.
 * @param administer Roles for which `look` goes for all projects, and `act` for cancelling and
 *     deleting there.
 */
@ConfigurationProperties("stillframe.policy")
public record Policy(
        @DefaultValue({"reader", "member", "admin"}) List<String> look,
        @DefaultValue({"member", "admin"}) List<String> act,
        @DefaultValue("admin") List<String> administer) {

    /** Where roles have not been asked for. */
    static final Policy NOTHING_FOR_NOBODY = new Policy(List.of(), List.of(), List.of());

    public Policy {
        look = strip(look);
        act = strip(act);
        administer = strip(administer);
    }

    boolean allows(Permission what, Set<String> roles) {
        var held = lowerCase(roles);
        return lowerCase(roles(what)).stream().anyMatch(held::contains);
    }

    /** For whoever is refused. */
    String sentence(Permission what) {
        var roles = roles(what);
        return switch (roles.size()) {
            case 0 -> "Nobody may %s here, whatever the roles.".formatted(what.words());
            case 1 ->
                    "To %s takes the role %s in the project of your token."
                            .formatted(what.words(), roles.getFirst());
            default ->
                    "To %s takes one of these roles in the project of your token: %s."
                            .formatted(what.words(), String.join(", ", roles));
        };
    }

    private List<String> roles(Permission what) {
        return switch (what) {
            case LOOK -> look;
            case ACT -> act;
            case ADMINISTER -> administer;
        };
    }

    private static List<String> strip(List<String> roles) {
        return roles.stream().map(String::strip).filter(role -> !role.isEmpty()).toList();
    }

    /** Keystone does not tell roles apart by their case, and neither do other services. */
    private static Set<String> lowerCase(Collection<String> roles) {
        return roles.stream()
                .map(role -> role.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
