package io.stillframe;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;

/** Somebody counts on settings that there are not. */
final class UnknownSettings extends RuntimeException {

    UnknownSettings(List<Unknown> unknown) {
        super(unknown.stream().map(Unknown::sentence).collect(joining("\n")));
    }

    /**
     * A name that is no setting.
     *
     * @param place where it was found
     * @param shared whether others have names of their own in that place
     * @param meant the setting with nearly that name
     */
    record Unknown(String name, String place, boolean shared, Optional<String> meant) {

        boolean isRefused() {
            return !shared || meant.isPresent();
        }

        private String sentence() {
            var sentence = "There is no setting %s. It comes from %s.".formatted(name, place);
            return meant.map(" Did you mean %s?"::formatted).map(sentence::concat).orElse(sentence);
        }
    }
}
