package io.stillframe.store;

import io.stillframe.workflow.Standing;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A run as the database keeps it: columns for what is searched, JSON for the rest. */
@Entity
@Table(name = "run")
@NullUnmarked // JPA fills the fields
class RunRow implements Persistable<UUID> {

    @Id UUID id;
    String plan;
    String owner;
    String subject;

    /** Null in what was stored before it was kept. */
    @Column(name = "request_id")
    @Nullable String requestId;

    @Column(name = "held_subject")
    @Nullable String heldSubject;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Standing standing;

    String phase;
    String facts;
    String asked;
    String steps;

    @Column(name = "created_at")
    Instant createdAt;

    /** As the request id. */
    @Column(name = "begun_at")
    @Nullable Instant begunAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    Instant since;
    Instant deadline;

    @Column(name = "finished_at")
    @Nullable Instant finishedAt;

    @Column(name = "look_again_at")
    @Nullable Instant lookAgainAt;

    /** Counted by JPA, one for each stored change: whoever changes an older one is told. */
    @Version Long version;

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return version == null;
    }
}
