package io.stillframe.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.kills.Figures.Column;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * As many rounds as it takes until there were that many kills ({@code -Dkills=200}), those of
 * former series in the same table included ({@code -Dkills.record=FILE}).
 */
@Tag("kills")
class KillSeriesIT {

    private static final long WANTED = Long.getLong("kills", 200);

    private static final RoundPlan ON_H2 = RoundPlan.onH2(36, 8, 3);
    private static final RoundPlan ON_POSTGRES = RoundPlan.onPostgres(36, 12, 4, 2);

    private final Ledger ledger =
            new Ledger(
                    Path.of(
                            System.getProperty(
                                    "kills.record",
                                    Round.DIRECTORY.resolve("record.md").toString())));

    private final Random seeds = new Random(Long.getLong("kills.seed", new Random().nextLong()));

    @Test
    void losesNothingAndDoublesNothingHoweverOftenItIsKilled() {
        while (ledger.sum(Column.KILLS) < WANTED) {
            var plan = ledger.rounds().size() % 2 == 0 ? ON_H2 : ON_POSTGRES;
            var figures = Round.play(plan, seeds.nextLong(1_000_000));
            ledger.add(figures);
            assertThat(figures.passed()).as("%s", figures).isTrue();
        }
        System.out.println(ledger.sums());
        assertThat(ledger.rounds()).allMatch(Figures::passed).allMatch(Figures::addUp);
    }
}
