package io.stillframe.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.data.domain.Persistable;

/** Somebody who has runs; to be locked by whoever adds one. Written once, never changed. */
@Entity
@Table(name = "run_owner")
@NullUnmarked // JPA fills the fields
class OwnerRow implements Persistable<String> {

    @Id String owner;

    static OwnerRow of(String owner) {
        var row = new OwnerRow();
        row.owner = owner;
        return row;
    }

    @Override
    public String getId() {
        return owner;
    }

    @Override
    public boolean isNew() {
        return true;
    }
}
