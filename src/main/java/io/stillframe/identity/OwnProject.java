package io.stillframe.identity;

import java.util.UUID;
import java.util.function.Supplier;

/**
 * Our own credentials do the work, in their own project. What was begun with the rights of another
 * one, before a setting was changed, is not to be taken for gone because ours do not see it.
 *
 * @param id of the project; may block
 */
public record OwnProject(Supplier<String> id) implements RunRights {

    @Override
    public Rights of(UUID run, String owner) {
        var own = id.get();
        return owner.equals(own)
                ? Rights.OWN
                : new Rights.Lost(
                        "it is of project %s, and Stillframe works with the rights of project %s now. An operator has to give it back its former credentials, or set stillframe.rights=caller."
                                .formatted(owner, own));
    }
}
