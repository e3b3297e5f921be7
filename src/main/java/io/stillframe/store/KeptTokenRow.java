package io.stillframe.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** The token that a run works with, encrypted. */
@Entity
@Table(name = "kept_token")
@NullUnmarked // JPA fills the fields
class KeptTokenRow {

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Column(name = "key_id")
    String keyId;

    String sealed;

    @Column(name = "token_project")
    String tokenProject;

    @Column(name = "expires_at")
    Instant expiresAt;
}
