package io.stillframe.api;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tells a database that is away, which will pass, from a mistake of ours. By the causes alone: each
 * of the libraries in between wraps them in another way.
 */
final class DatabaseAway {

    private DatabaseAway() {}

    static boolean isTold(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException sql && isAway(sql));
    }

    /**
     * The connection is broken (class 08), the server stops or starts (57), or takes no more
     * connections (53); or a row was not to be had in time because others had it (H2: HYT00, 90131;
     * PostgreSQL: 40001, 40P01, 55P03). The connection pool has no words of this kind for what it
     * says itself: that a connection is closed, or that there is none.
     */
    private static boolean isAway(SQLException error) {
        var state = error.getSQLState();
        return state == null || state.matches("(08|53|57).*|HYT00|90131|40001|40P01|55P03");
    }
}
