package io.stillframe;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: tests and what they are called, files, headings. */
class DocsTest {

    /** In backticks: a test class, or a sentence in the way that tests are named. */
    private static final Pattern TEST =
            Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract)|[a-z]+(?:[A-Z][a-z0-9]*){3,})`");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

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

    @Test
    void linksOnlyToWhatIsThere() {
        var broken =
                pages().flatMap(page ->
                                LINK.matcher(prose(page))
                                        .results()
                                        .map(link -> link.group(1))
                                        .filter(link -> !link.contains(":"))
                                        .filter(link -> !leadsSomewhere(page, link))
                                        .map(link -> page + " → " + link))
                        .toList();

        assertThat(pages()).hasSizeGreaterThan(15);
        assertThat(broken).isEmpty();
    }

    private static Stream<Path> pages() {
        return Stream.concat(Stream.of(Path.of("README.md")), files(Path.of("docs")))
                .filter(file -> file.toString().endsWith(".md"));
    }

    private static boolean leadsSomewhere(Path page, String link) {
        var parts = link.split("#", 2);
        var there = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(there)
                && (parts.length == 1
                        || HEADING.matcher(prose(there))
                                .results()
                                .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1])));
    }

    /** As the usual viewers make one of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }

    /** Without what is meant for a terminal. */
    private static String prose(Path page) {
        return text(page).replaceAll("(?s)```.*?```", "");
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
