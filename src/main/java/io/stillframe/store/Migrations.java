package io.stillframe.store;

import java.util.Arrays;
import java.util.Comparator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this version has made of the database's tables, or found there, at its start. */
@Component
public class Migrations {

    private static final String IS_THERE =
            """
            select count(*) from "flyway_schema_history" where "version" = ? and "success" = true
            """;

    private final JdbcClient jdbc;
    private final String newest;

    Migrations(JdbcClient jdbc, Flyway flyway) {
        this.jdbc = jdbc;
        this.newest =
                Arrays.stream(flyway.info().all())
                        .filter(migration -> migration.getState().isResolved())
                        .map(MigrationInfo::getVersion)
                        .max(Comparator.naturalOrder())
                        .orElseThrow()
                        .toString();
    }

    /** The last one that this version has. */
    public String newest() {
        return newest;
    }

    /**
     * Whether that is still there: a backup of an older version may be played back under our feet.
     * Tables of a newer version are fine: until the end of a rollout they are what we work with.
     *
     * @throws org.springframework.dao.DataAccessException if the database does not answer
     */
    public boolean areThere() {
        return jdbc.sql(IS_THERE).param(newest).query(Long.class).single() > 0;
    }
}
