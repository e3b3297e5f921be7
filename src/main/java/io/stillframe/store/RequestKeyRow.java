package io.stillframe.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.data.domain.Persistable;

/** Which run a caller's key has started. Written once, never changed. */
@Entity
@Table(name = "request_key")
@NullUnmarked // JPA fills the fields
class RequestKeyRow implements Persistable<RequestKeyRow.Id> {

    @EmbeddedId Id id;
    String fingerprint;

    @Column(name = "run_id")
    UUID runId;

    @Override
    public Id getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    @Embeddable
    record Id(String owner, @Column(name = "request_key") String key) {}
}
