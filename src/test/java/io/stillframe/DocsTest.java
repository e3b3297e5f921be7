package io.stillframe;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: tests, and what they are called. */
class DocsTest {

    /** In backticks: a test class, or a sentence in the way that tests are named. */
    private static final Pattern TEST =
            Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract)|[a-z]+(?:[A-Z][a-z0-9]*){3,})`");

    @Test
    void namesOnlyTestsThatThereAre() {
        var words =
                Pattern.compile("\\w+")
                        .matcher(files(Path.of("src")).map(DocsTest::text).collect(joining("\n")))
                        .results()
                        .map(match -> match.group())
                        .collect(toSet());

        var named = named();

        assertThat(named).hasSizeGreaterThan(100);
        assertThat(words).containsAll(named);
    }

    private static Set<String> named() {
        return files(Path.of("docs"))
                .filter(file -> file.toString().endsWith(".md"))
                .flatMap(file -> TEST.matcher(text(file)).results())
                .map(match -> match.group(1))
                .collect(toSet());
    }

    private static Stream<Path> files(Path directory) {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
