package io.stillframe.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an older version has stored is still understood. */
class MigrationTest {

    @Test
    void looksAtWhatWasStuckBeforeThereWereSweeps() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1");
        var jdbc = JdbcClient.create(database);
        Flyway.configure().dataSource(database).target("2").load().migrate();
        insert(jdbc, "STUCK");
        insert(jdbc, "SUCCEEDED");

        Flyway.configure().dataSource(database).load().migrate();

        assertThat(
                        jdbc.sql("select standing from run where look_again_at = updated_at")
                                .query(String.class)
                                .list())
                .containsExactly("STUCK");
        assertThat(
                        jdbc.sql("select count(*) from run where look_again_at is null")
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    private static void insert(JdbcClient jdbc, String standing) {
        jdbc.sql(
                        """
                        insert into run (id, plan, owner, subject, standing, phase, facts, asked, steps,
                            created_at, updated_at, since, deadline, finished_at, version)
                        values (random_uuid(), 'snapshot-server', 'p', 's', ?, '{}', '{}', '{}', '[]',
                            now(), now(), now(), now(), now(), 1)
                        """)
                .param(standing)
                .update();
    }
}
