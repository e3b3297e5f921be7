package io.stillframe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code -Dseeds=1000000} tries more seeds, {@code -Dseeds.from=1000000} others, and {@code
 * -Dseed=4711} tells the story of one.
 */
class SimulationTest {

    private static final long FROM = Long.getLong("seeds.from", 0);
    private static final long SEEDS = Long.getLong("seeds", 20_000);

    /** Of which a story tells, in its words. */
    private static final Set<String> EVENTS =
            Set.of(
                    "is Succeeded",
                    "is Undone",
                    "is Stuck",
                    "was active at once",
                    "by an empty upload",
                    "its location is an image volume",
                    "its location is the root's volume snapshot",
                    "Glance takes volumes as locations",
                    "did not make the image active within",
                    "for the image took longer than",
                    "was refused",
                    "was given up after",
                    "REFUSED",
                    "BUSY",
                    "BROKEN_BEFORE",
                    "BROKEN_AFTER",
                    "LOST",
                    "LATE",
                    "ASTRAY",
                    "DROPPED",
                    "came late",
                    "dies",
                    "stands still",
                    "is taken for dead",
                    "has lost the run",
                    "has changed meanwhile",
                    "asks to cancel",
                    "asks to delete",
                    "asks to retry",
                    "begun again",
                    "copies the mark",
                    "with the properties of image",
                    "makes a volume of volume snapshot",
                    "protects image",
                    "takes away",
                    "backs up",
                    "switches GLANCE off",
                    "takes our token away",
                    "sets the clocks",
                    "detaches",
                    "takes image id",
                    "is not in the project of server",
                    "nothing is left behind any more");

    @Test
    void keepsAllPromisesWhateverHappens() {
        var failures =
                LongStream.range(FROM, FROM + SEEDS)
                        .parallel()
                        .mapToObj(Simulation::failureOf)
                        .filter(Objects::nonNull)
                        .limit(3)
                        .toList();
        assertThat(failures).isEmpty();
    }

    /** Who never meets a mishap proves nothing about it. */
    @Test
    void meetsWhateverMayHappen() {
        var stories = LongStream.range(0, 1500).parallel().mapToObj(Simulation::storyOf);
        var met =
                stories.flatMap(story -> EVENTS.stream().filter(story::contains))
                        .collect(Collectors.toSet());
        assertThat(new TreeSet<>(met)).containsExactlyElementsOf(new TreeSet<>(EVENTS));
    }

    /** The same on every machine: nothing but the seed is left to chance. */
    @Test
    void tellsTheSameStoryAgain() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(Simulation.storyOf(seed)).isEqualTo(Simulation.storyOf(seed));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "seed", matches = "\\d+")
    void tellsTheStoryOfASeed() {
        System.out.println(Simulation.storyOf(Long.getLong("seed")));
    }
}
