package io.stillframe.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The planted mistakes as docs/reliability.md lists them, each with a seed that catches it. */
final class MistakeTable {

    private static final Path PAGE = Path.of("docs", "reliability.md");
    private static final String HEAD = "| Planted | Breaks | In | Caught by seed |";

    /** Where none is known. */
    static final String NO_SEED = "none";

    private MistakeTable() {}

    /**
     * @param seed as it is written there
     */
    record Row(String sentence, String breaks, String file, String seed) {

        static Row of(PlantedMistake mistake, String seed) {
            return new Row(mistake.sentence(), mistake.breaks(), mistake.file(), seed);
        }

        private static Row parse(String line) {
            var cells = Stream.of(line.replace("`", "").split("\\|")).map(String::strip).toList();
            return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4));
        }

        Row withoutSeed() {
            return new Row(sentence, breaks, file, "");
        }

        boolean isCaught() {
            return !seed.equals(NO_SEED);
        }

        private String line() {
            return "| %s | %s | `%s` | %s |".formatted(sentence, breaks, file, seed);
        }
    }

    static List<Row> read() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(Row::parse)
                .toList();
    }

    static long seedOf(PlantedMistake mistake) throws IOException {
        return read().stream()
                .filter(row -> row.sentence().equals(mistake.sentence()) && row.isCaught())
                .mapToLong(row -> Long.parseLong(row.seed()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " names no seed: " + mistake));
    }

    /** To be pasted into the page. */
    static String of(List<Row> rows) {
        return Stream.concat(Stream.of(HEAD, "|---|---|---|---|"), rows.stream().map(Row::line))
                .collect(Collectors.joining("\n"));
    }
}
