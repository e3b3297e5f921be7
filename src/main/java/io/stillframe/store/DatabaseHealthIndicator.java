package io.stillframe.store;

import java.util.Arrays;
import java.util.Comparator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether the database answers and has the tables that this version needs. They were made before
 * the start was over; but a backup of an older version may be played back under our feet. Tables of
 * a newer version are fine: until the end of a rollout they are what we work with.
 */
@Component
class DatabaseHealthIndicator implements HealthIndicator {

    private static final String IS_THERE =
            """
            select count(*) from "flyway_schema_history" where "version" = ? and "success" = true
            """;

    private final JdbcClient jdbc;
    private final String newest;

    DatabaseHealthIndicator(JdbcClient jdbc, Flyway flyway) {
        this.jdbc = jdbc;
        this.newest = newestOfOurs(flyway).toString();
    }

    @Override
    public Health health() {
        try {
            return jdbc.sql(IS_THERE).param(newest).query(Long.class).single() > 0
                    ? Health.up().withDetail("migration", newest).build()
                    : Health.down().withDetail("migration", newest + " is not there").build();
        } catch (DataAccessException away) {
            var cause = NestedExceptionUtils.getMostSpecificCause(away);
            return Health.down().withDetail("problem", String.valueOf(cause.getMessage())).build();
        }
    }

    private static MigrationVersion newestOfOurs(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
