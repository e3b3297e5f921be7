package io.stillframe.kills;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * What happens in a round.
 *
 * @param name of the database
 * @param database made in the directory of the round
 * @param kills of a replica, at least
 * @param pauses of a replica
 */
record RoundPlan(
        String name,
        Function<Path, Database> database,
        int replicas,
        int servers,
        int kills,
        int pauses,
        int databaseKills) {

    String told() {
        return "replicas %d on %s, servers %d, kills %d, pauses %d, database kills %d"
                .formatted(replicas, name, servers, kills, pauses, databaseKills);
    }

    static RoundPlan onH2(int servers, int kills, int pauses) {
        return new RoundPlan("H2", _ -> Database.IN_THE_PROCESS, 1, servers, kills, pauses, 0);
    }

    static RoundPlan onPostgres(int servers, int kills, int pauses, int databaseKills) {
        return new RoundPlan(
                "PostgreSQL",
                directory -> PostgresServer.start(directory.resolve("postgres")),
                2,
                servers,
                kills,
                pauses,
                databaseKills);
    }
}
