package io.stillframe.openstack;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keystone's JSON, as far as we read it. */
final class KeystoneJson {

    private KeystoneJson() {}

    record TokenBody(Token token) {
        TokenBody {
            Objects.requireNonNull(token, "token");
        }
    }

    record Token(
            Instant issuedAt,
            Instant expiresAt,
            User user,
            @Nullable Project project,
            @Nullable List<Role> roles,
            @Nullable List<Entry> catalog) {
        Token {
            Objects.requireNonNull(issuedAt, "issued_at");
            Objects.requireNonNull(expiresAt, "expires_at");
            Objects.requireNonNull(user, "user");
        }
    }

    record User(String id, String name) {
        User {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
        }
    }

    record Project(String id) {
        Project {
            Objects.requireNonNull(id, "id");
        }
    }

    record Role(String name) {}

    /** A service in the catalogue. */
    record Entry(String type, @Nullable List<Endpoint> endpoints) {}

    record Endpoint(
            @Nullable String url,
            @Nullable @com.fasterxml.jackson.annotation.JsonProperty("interface") String kind,
            @Nullable String regionId,
            @Nullable String region) {

        boolean isIn(@Nullable String wanted) {
            return wanted == null || wanted.equals(regionId) || wanted.equals(region);
        }
    }
}
