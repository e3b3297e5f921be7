package io.stillframe.kills;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A round in figures.
 *
 * @param passed whether there was nothing to object to
 */
record Figures(
        Instant date, long seed, String database, Map<Column, Long> numbers, boolean passed) {

    enum Column {
        SNAPSHOTS,
        KILLS,
        PAUSES,
        DATABASE_KILLS,
        AVAILABLE,
        FAILED,
        CANCELLED,
        DELETED,
        STUCK,
        ORPHANS,
        DOUBLES,
        LOST;

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static final List<Column> ENDS =
            List.of(
                    Column.AVAILABLE,
                    Column.FAILED,
                    Column.CANCELLED,
                    Column.DELETED,
                    Column.STUCK);

    /** Before the numbers. */
    private static final int WORDS = 3;

    static String header() {
        var titles =
                Stream.of(
                                Stream.of("date", "seed", "database"),
                                Arrays.stream(Column.values()).map(Column::title),
                                Stream.of("passed"))
                        .flatMap(each -> each)
                        .toList();
        return row(titles.stream()) + "\n" + row(titles.stream().map(_ -> "---"));
    }

    static Figures read(String row) {
        var cells = Arrays.stream(row.split("\\|")).skip(1).map(String::strip).toList();
        var numbers = new EnumMap<Column, Long>(Column.class);
        for (var column : Column.values()) {
            numbers.put(column, Long.valueOf(cells.get(WORDS + column.ordinal())));
        }
        return new Figures(
                Instant.parse(cells.get(0)),
                Long.parseLong(cells.get(1)),
                cells.get(2),
                numbers,
                cells.getLast().equals("yes"));
    }

    String row() {
        return row(
                Stream.of(
                                Stream.of(date, seed, database),
                                Arrays.stream(Column.values()).map(this::of),
                                Stream.of(passed ? "yes" : "no"))
                        .flatMap(each -> each)
                        .map(Object::toString));
    }

    private static String row(Stream<String> cells) {
        return cells.collect(joining(" | ", "| ", " |"));
    }

    long of(Column column) {
        return numbers.getOrDefault(column, 0L);
    }

    /** Every snapshot has come to an end, and to one. */
    boolean addUp() {
        return of(Column.SNAPSHOTS) == ENDS.stream().mapToLong(this::of).sum();
    }
}
