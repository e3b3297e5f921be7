package io.stillframe.kills;

import io.stillframe.kills.Figures.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table of rounds in a file, so that a series goes on where it was left. */
final class Ledger {

    private final Path file;

    Ledger(Path file) {
        this.file = file;
    }

    List<Figures> rounds() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> line.matches("\\| \\d.*"))
                            .map(Figures::read)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Figures round) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, Figures.header() + "\n");
            }
            Files.writeString(file, round.row() + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long sum(Column column) {
        return rounds().stream().mapToLong(round -> round.of(column)).sum();
    }

    String sums() {
        return rounds().size()
                + " rounds: "
                + Arrays.stream(Column.values())
                        .map(column -> column.title() + " " + sum(column))
                        .collect(Collectors.joining(", "));
    }
}
