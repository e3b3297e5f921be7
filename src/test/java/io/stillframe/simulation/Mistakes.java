package io.stillframe.simulation;

import java.util.List;
import java.util.stream.Stream;

/** Slips that somebody could make some day. */
final class Mistakes {

    static final List<PlantedMistake> ALL =
            Stream.of(RuleMistakes.ALL, WorkflowMistakes.ALL).flatMap(List::stream).toList();

    private Mistakes() {}
}
