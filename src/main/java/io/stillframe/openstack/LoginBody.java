package io.stillframe.openstack;

import io.stillframe.openstack.Credential.ApplicationCredential;
import io.stillframe.openstack.Credential.Named;
import io.stillframe.openstack.Credential.Password;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Keystone must be sent for a token. It holds the secret, and so has no use but to be sent.
 */
final class LoginBody {

    private LoginBody() {}

    static Map<String, Object> of(Credential credential) {
        return Map.of(
                "auth",
                switch (credential) {
                    case Password password ->
                            Map.of(
                                    "identity",
                                            identity("password", Map.of("user", user(password))),
                                    "scope", Map.of("project", json(password.project())));
                    case ApplicationCredential own ->
                            Map.of("identity", identity("application_credential", json(own)));
                });
    }

    private static Map<String, Object> identity(String method, Map<String, Object> content) {
        return Map.of("methods", List.of(method), method, content);
    }

    private static Map<String, Object> user(Password password) {
        var user = json(password.user());
        user.put("password", password.secret().value());
        return user;
    }

    private static Map<String, Object> json(ApplicationCredential own) {
        var json = new LinkedHashMap<String, Object>();
        put(json, "id", own.id());
        put(json, "name", own.name());
        put(json, "user", own.user() == null ? null : json(own.user()));
        json.put("secret", own.secret().value());
        return json;
    }

    private static Map<String, Object> json(Named named) {
        var domain = new LinkedHashMap<String, Object>();
        put(domain, "id", named.domainId());
        put(domain, "name", named.domainName());
        var json = new LinkedHashMap<String, Object>();
        put(json, "id", named.id());
        put(json, "name", named.name());
        put(json, "domain", domain.isEmpty() ? null : domain);
        return json;
    }

    private static void put(Map<String, Object> json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
