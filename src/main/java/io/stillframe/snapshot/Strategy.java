package io.stillframe.snapshot;

import java.util.Optional;
import java.util.stream.Stream;

/** How the image becomes active. */
public enum Strategy {
    /** The first that works here. */
    AUTO("auto"),
    /** The root disk is the image's location. */
    ROOT_LOCATION("root-location"),
    /** Glance v1 activates an image of size 0 when it is created. */
    ZERO_SIZE("zero-size"),
    /** Glance v2 activates an image by an upload of nothing, as Nova does. */
    EMPTY_UPLOAD("empty-upload");

    private final String word;

    Strategy(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<Strategy> of(String word) {
        return Stream.of(values()).filter(strategy -> strategy.word.equals(word)).findFirst();
    }
}
