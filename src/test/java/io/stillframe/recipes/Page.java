package io.stillframe.recipes;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The page of a recipe: what it has whoever reads it type. */
record Page(String text) {

    private static final Pattern TYPED = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    static Page in(Path recipe) throws IOException {
        return new Page(Files.readString(recipe.resolve("README.md")));
    }

    /** With what everybody has of their own in the place of what the page has. */
    Page having(String theirs, Object own) {
        assertThat(text).contains(theirs);
        return new Page(text.replace(theirs, own.toString()));
    }

    /** All of its commands, as one script. */
    String script() {
        return TYPED.matcher(text).results().map(typed -> typed.group(1)).collect(joining());
    }
}
