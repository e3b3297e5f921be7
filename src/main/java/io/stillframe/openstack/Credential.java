package io.stillframe.openstack;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who we are to Keystone. */
public sealed interface Credential {

    /** What Keystone must be told in {@code auth}. */
    Map<String, Object> asAuth();

    Secret secret();

    /** By id, or by a name that needs its domain, unless it is that of a project or user id. */
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

        Map<String, Object> asJson() {
            if (id != null) {
                return Map.of("id", id);
            }
            var domain =
                    domainId != null
                            ? Map.of("id", domainId)
                            : Map.of("name", domainName == null ? "Default" : domainName);
            return Map.of("name", name == null ? "" : name, "domain", domain);
        }
    }

    record Password(Named user, Secret secret, Named project) implements Credential {

        @Override
        public Map<String, Object> asAuth() {
            var named = new java.util.HashMap<>(user.asJson());
            named.put("password", secret.value());
            return Map.of(
                    "identity",
                    Map.of("methods", List.of("password"), "password", Map.of("user", named)),
                    "scope",
                    Map.of("project", project.asJson()));
        }
    }

    /**
     * It brings its project with it.
     *
     * @param id null where it is known by name and user
     */
    record ApplicationCredential(
            @Nullable String id, @Nullable String name, @Nullable Named user, Secret secret)
            implements Credential {

        @Override
        public Map<String, Object> asAuth() {
            var method = new java.util.HashMap<String, Object>();
            method.put("secret", secret.value());
            if (id != null) {
                method.put("id", id);
            } else {
                method.put("name", name == null ? "" : name);
                method.put("user", user == null ? Map.of() : user.asJson());
            }
            return Map.of(
                    "identity",
                    Map.of(
                            "methods",
                            List.of("application_credential"),
                            "application_credential",
                            method));
        }
    }
}
