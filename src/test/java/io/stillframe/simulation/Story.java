package io.stillframe.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened, line by line, for people. Nothing is written down until somebody wants to know.
 */
final class Story {

    private final boolean told;
    private final InstantSource clock;
    private final Instant begin;
    private final List<String> lines = new ArrayList<>();

    Story(boolean told, InstantSource clock) {
        this.told = told;
        this.clock = clock;
        this.begin = clock.instant();
    }

    void tell(String format, Object... values) {
        if (told) {
            var time = Duration.between(begin, clock.instant());
            lines.add(
                    "%3d:%02d.%01d  %s"
                            .formatted(
                                    time.toMinutes(),
                                    time.toSecondsPart(),
                                    time.toMillisPart() / 100,
                                    format.formatted(values)));
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
