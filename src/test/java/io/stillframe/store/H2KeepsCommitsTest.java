package io.stillframe.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/**
 * What H2 has acknowledged is in its file, and is found there by who opens it after a kill. Not
 * every version keeps to it: 2.5.252 leaves out its last commits, up to twenty, as soon as it uses
 * room in its file again, because the header that it then writes points one chunk too early.
 */
class H2KeepsCommitsTest {

    private static final String SHIPPED_PATH = "./data/stillframe";

    /** Room that became free is used again at once, and not only after 45 s. */
    private static final String REUSES_ROOM = ";RETENTION_TIME=1";

    @TempDir private Path folder;

    @Test
    void findsTheLastCommitInACopyOfTheFile() throws Exception {
        try (var connection = open("stillframe")) {
            execute(
                    connection,
                    "create table run (id int primary key, version int, state varchar)");
            execute(connection, "insert into run select x, 0, '' from system_range(0, 49)");
            for (var version = 1; version <= 400; version++) {
                execute(
                        connection,
                        "update run set version = %d, state = '%s' where id = %d"
                                .formatted(version, "x".repeat(version * 37 % 5000), version % 50));
                if (version % 10 == 0) {
                    assertThat(lastVersionAfterAKill()).isEqualTo(version);
                }
            }
        }
    }

    /** Nothing is being written now, so the file is what a kill would leave. */
    private int lastVersionAfterAKill() throws IOException, SQLException {
        Files.deleteIfExists(folder.resolve("killed.mv.db"));
        Files.copy(folder.resolve("stillframe.mv.db"), folder.resolve("killed.mv.db"));
        try (var connection = open("killed");
                var statement = connection.createStatement();
                var found = statement.executeQuery("select max(version) from run")) {
            found.next();
            return found.getInt(1);
        }
    }

    private Connection open(String name) throws SQLException {
        return DriverManager.getConnection(
                shippedUrl().replace(SHIPPED_PATH, folder.resolve(name).toString()) + REUSES_ROOM);
    }

    private static String shippedUrl() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        var url = requireNonNull(yaml.getObject()).getProperty("spring.datasource.url");
        assertThat(url).contains(SHIPPED_PATH);
        return url;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
