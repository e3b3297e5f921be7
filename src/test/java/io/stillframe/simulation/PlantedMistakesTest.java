package io.stillframe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.stillframe.runner.Runner;
import io.stillframe.simulation.MistakeTable.Row;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The simulation notices: each of the {@link Mistakes}, planted in the real code, makes that seed
 * fail which docs/reliability.md names. With {@code -Dmistakes.only=WORDS} only those are taken
 * that have these words in their sentence. With {@code -Dmistakes.search=20000} so many seeds are
 * tried on each instead, and the table for that page is printed.
 */
class PlantedMistakesTest {

    private static final String SEARCH = "mistakes.search";

    static {
        // many a mistake is one that the runner would log, a thousand times
        ((Logger) LoggerFactory.getLogger(Runner.class)).setLevel(Level.OFF);
    }

    /** The simulation with a mistake in the code under it. */
    private interface Simulated {

        @Nullable String failureOf(long seed)
                throws IllegalAccessException, InvocationTargetException;
    }

    static Stream<PlantedMistake> mistakes() {
        var words = System.getProperty("mistakes.only", "");
        return Mistakes.ALL.stream().filter(mistake -> mistake.sentence().contains(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    @DisabledIfSystemProperty(named = SEARCH, matches = ".+")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isCaught(PlantedMistake mistake) throws Exception {
        var simulated = planted(mistake);
        var seed = MistakeTable.seedOf(mistake);
        assertThat(Simulation.failureOf(seed)).as("seed %d of the real code", seed).isNull();
        assertThat(simulated.failureOf(seed))
                .as("seed %d when %s", seed, mistake)
                .isNotNull()
                .doesNotContain(Simulation.CRASH);
    }

    @Test
    @DisabledIfSystemProperty(named = SEARCH, matches = ".+")
    void areThoseOfThePage() throws IOException {
        assertThat(MistakeTable.read().stream().map(Row::withoutSeed))
                .containsExactlyElementsOf(
                        Mistakes.ALL.stream().map(mistake -> Row.of(mistake, "")).toList());
    }

    @Test
    @EnabledIfSystemProperty(named = SEARCH, matches = "\\d+")
    void findsTheFirstSeedThatCatchesEach() throws Exception {
        var seeds = Long.getLong(SEARCH);
        var searches = new ArrayList<Callable<Row>>();
        for (var mistake : mistakes().toList()) {
            var simulated = planted(mistake);
            searches.add(() -> Row.of(mistake, firstSeed(simulated, seeds)));
        }
        var rows = new ArrayList<Row>();
        try (var workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (var searched : workers.invokeAll(searches)) {
                rows.add(searched.get());
            }
        }
        System.out.println("\n" + MistakeTable.of(rows));
        assertThat(rows).filteredOn(row -> !row.isCaught()).as("not caught").isEmpty();
    }

    private static String firstSeed(Simulated simulated, long seeds) throws Exception {
        for (long seed = 0; seed < seeds; seed++) {
            var failure = simulated.failureOf(seed);
            if (failure != null && !failure.contains(Simulation.CRASH)) {
                return String.valueOf(seed);
            }
        }
        return MistakeTable.NO_SEED;
    }

    private static Simulated planted(PlantedMistake mistake) throws Exception {
        var classes = ChangedClasses.of(mistake.source(), mistake.planted());
        var failureOf =
                classes.loadClass(Simulation.class.getName()).getMethod("failureOf", long.class);
        return seed -> (String) failureOf.invoke(null, seed);
    }
}
