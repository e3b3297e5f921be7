package io.stillframe;

import io.stillframe.store.Migrations;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/** Whether the database answers, and has the tables that this version needs. */
record DatabaseHealth(Migrations migrations) implements Supplier<Health> {

    @Override
    public Health get() {
        var newest = migrations.newest();
        try {
            return migrations.areThere()
                    ? Health.up().withDetail("migration", newest).build()
                    : Health.down().withDetail("migration", newest + " is not there").build();
        } catch (DataAccessException away) {
            var cause = NestedExceptionUtils.getMostSpecificCause(away);
            return Health.down().withDetail("problem", String.valueOf(cause.getMessage())).build();
        }
    }
}
