package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The page of a recipe: what it has whoever reads it type. */
record Page(String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    static Page in(Path recipe) throws IOException {
        return new Page(Files.readString(recipe.resolve("README.md")));
    }

    /** With what everybody has of their own in the place of what the page has. */
    Page having(String theirs, Object own) {
        assertThat(text).contains(theirs);
        return new Page(text.replace(theirs, own.toString()));
    }

    /** What a shell is told, block by block. */
    List<String> scripts() {
        return blocks("sh");
    }

    /** All of that, one after the other. */
    String script() {
        return String.join("\n", scripts());
    }

    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
