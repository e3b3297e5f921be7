package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import org.jspecify.annotations.Nullable;

/** Who we are to Keystone. */
public sealed interface Credential {

    Secret secret();

    /**
     * A user or a project: by its id, or by a name within a domain, which in turn goes by id or
     * name.
     */
    record Named(
            @Nullable String id,
            @Nullable String name,
            @Nullable String domainId,
            @Nullable String domainName) {

        public static Named id(String id) {
            return new Named(id, null, null, null);
        }

        public static Named name(String name, String domainName) {
            return new Named(null, name, null, domainName);
        }

        public static Named nameInDomainId(String name, String domainId) {
            return new Named(null, name, domainId, null);
        }
    }

    record Password(Named user, Secret secret, Named project) implements Credential {}

    /**
     * It brings its project with it.
     *
     * @param id null where it is known by name and user
     */
    record ApplicationCredential(
            @Nullable String id, @Nullable String name, @Nullable Named user, Secret secret)
            implements Credential {}
}
