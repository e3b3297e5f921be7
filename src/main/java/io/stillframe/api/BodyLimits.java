package io.stillframe.api;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * How far a body is read. Far beyond what any request needs, and far below what costs anything: a
 * number is refused before anybody reckons with it.
 */
final class BodyLimits {

    static final int LEVELS = 32;
    static final int NAME = 1024;
    static final int NUMBER = 32;

    private BodyLimits() {}

    static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(LEVELS)
                                .maxNameLength(NAME)
                                .maxNumberLength(NUMBER)
                                .maxStringLength(ApiConfiguration.LARGEST_BODY)
                                .build())
                .build();
    }
}
