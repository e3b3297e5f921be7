package io.stillframe.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A programmer's slip, one line away from the real code.
 *
 * @param sentence what is wrong then
 * @param breaks the rule of docs/reliability.md, or what the rules rest on
 * @param file of the real code, such as {@code workflow/Decider}
 * @param code of that file: one line, or an expression that the formatter has broken over several
 * @param instead what is planted in its place
 */
record PlantedMistake(String sentence, String breaks, String file, String code, String instead) {

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "stillframe");

    Path source() {
        return SOURCES.resolve(file + ".java");
    }

    /** The text of the file with the mistake in it. */
    String planted() throws IOException {
        var text = Files.readString(source());
        var places = anyLayout().matcher(text).results().toList();
        if (places.size() != 1) {
            throw new AssertionError(
                    "%s has this %d times, and not once: %s"
                            .formatted(source(), places.size(), code));
        }
        MatchResult place = places.getFirst();
        return text.substring(0, place.start()) + instead + text.substring(place.end());
    }

    /** Spaces and line ends do not count. */
    private Pattern anyLayout() {
        return Pattern.compile(
                code.codePoints()
                        .filter(letter -> !Character.isWhitespace(letter))
                        .mapToObj(letter -> Pattern.quote(Character.toString(letter)))
                        .collect(Collectors.joining("\\s*")));
    }

    @Override
    public String toString() {
        return sentence;
    }
}
