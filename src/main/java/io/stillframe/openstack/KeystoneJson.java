package io.stillframe.openstack;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Keystone's JSON, as far as we read it. */
final class KeystoneJson {

    private KeystoneJson() {}

    /** Keystone's times are UTC, and not all say so: those of application credentials do not. */
    static final class Utc extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            var text = json.getString();
            try {
                return Instant.parse(text.endsWith("Z") ? text : text + "Z");
            } catch (DateTimeParseException notATime) {
                return context.reportInputMismatch(Instant.class, "%s is not a time", text);
            }
        }
    }

    record TokenBody(Token token) {
        TokenBody {
            Objects.requireNonNull(token, "token");
        }
    }

    record Token(
            @JsonDeserialize(using = Utc.class) Instant issuedAt,
            @JsonDeserialize(using = Utc.class) Instant expiresAt,
            User user,
            @Nullable Project project,
            @Nullable List<Role> roles,
            @Nullable Boolean isAdminProject,
            @Nullable ApplicationCredential applicationCredential,
            @Nullable List<Entry> catalog) {
        Token {
            Objects.requireNonNull(issuedAt, "issued_at");
            Objects.requireNonNull(expiresAt, "expires_at");
            Objects.requireNonNull(user, "user");
        }

        /** Whether it is good for certain requests to certain services alone. */
        boolean restrictedToRequests() {
            return applicationCredential != null && applicationCredential.accessRules() != null;
        }
    }

    /**
     * @param accessRules null where there are none; where the list is empty, nothing is allowed
     */
    record ApplicationCredential(@Nullable List<Object> accessRules) {}

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

    record Role(String name) {
        Role {
            Objects.requireNonNull(name, "name");
        }
    }

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
