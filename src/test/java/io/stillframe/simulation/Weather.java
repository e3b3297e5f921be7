package io.stillframe.simulation;

import io.stillframe.sandbox.world.Glance;
import io.stillframe.sandbox.world.Locations;
import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.snapshot.Strategy;
import java.util.List;

/**
 * What a seed has drawn: the kind of cloud, and how often what goes wrong there. Most kinds of
 * mishap are off in most seeds: where all happens at once, few runs come far enough to be
 * interesting.
 *
 * @param processes of the service; one has H2, more share PostgreSQL
 * @param refuse to say no to a change for good
 * @param busy to say 503 or 429, of a change or a read, and do nothing
 * @param broken to answer 500, perhaps after acting
 * @param lost to act and not to answer
 * @param late not to answer, and to act later
 * @param astray the same, but later than is waited for
 * @param dropped not to answer, and never to act
 * @param dead to kill the process in the middle
 * @param paused to stop the process for a while in the middle
 * @param strays the same when a worker has made sure for the last time that it has its run
 * @param meanwhile to let something else happen in the middle
 * @param storage to fail, to be slow, or to let a volume snapshot fall back
 * @param readBack whether runs are stored as JSON and read again
 * @param unfiltered whether Cinder ignores filters
 */
record Weather(
        Glance glance,
        Locations locations,
        boolean serviceRole,
        boolean childrenBlock,
        ImageVolumeRule imageVolumes,
        List<Strategy> auto,
        Strategy requested,
        int processes,
        double refuse,
        double busy,
        double broken,
        double lost,
        double late,
        double astray,
        double dropped,
        double dead,
        double paused,
        double strays,
        double meanwhile,
        double storage,
        double idTaken,
        boolean unfiltered,
        boolean admin,
        boolean readBack) {

    private static final List<List<Strategy>> LADDERS =
            List.of(
                    List.of(Strategy.ROOT_LOCATION, Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD),
                    List.of(Strategy.ROOT_LOCATION, Strategy.EMPTY_UPLOAD),
                    List.of(Strategy.ZERO_SIZE, Strategy.EMPTY_UPLOAD),
                    List.of(Strategy.ZERO_SIZE, Strategy.ROOT_LOCATION),
                    List.of(Strategy.EMPTY_UPLOAD));

    /** What goes wrong mostly, if anything. */
    private enum Kind {
        CLEAR,
        MIXED,
        UNCLEAR,
        ASTRAY,
        DEADLY
    }

    static Weather drawn(Chance chance) {
        var kind = chance.oneOf(Kind.values());
        var clear = kind == Kind.CLEAR;
        // a worker that sends what it should not must live to tell it
        var strays = kind == Kind.DEADLY && chance.of(0.5);
        return new Weather(
                chance.oneOf(Glance.BOTH, Glance.BOTH, Glance.V2, Glance.V2, Glance.V1),
                chance.oneOf(Locations.values()),
                chance.of(0.5),
                chance.of(0.5),
                chance.oneOf(ImageVolumeRule.values()),
                chance.oneOf(LADDERS),
                chance.of(0.7) ? Strategy.AUTO : chance.oneOf(Strategy.values()),
                chance.of(0.5) ? 1 : 2,
                clear ? 0 : rate(chance, 0.1, kind == Kind.UNCLEAR || kind == Kind.ASTRAY),
                clear ? 0 : rate(chance, 0.2, false),
                clear ? 0 : rate(chance, 0.1, false),
                clear ? 0 : rate(chance, 0.2, kind == Kind.UNCLEAR),
                clear ? 0 : rate(chance, 0.2, kind == Kind.UNCLEAR),
                kind == Kind.ASTRAY ? 0.2 : 0,
                clear ? 0 : rate(chance, 0.1, kind == Kind.UNCLEAR),
                clear || strays ? 0 : rate(chance, 0.05, kind == Kind.DEADLY),
                clear ? 0 : rate(chance, 0.05, kind == Kind.DEADLY),
                strays ? 0.1 : 0,
                clear ? 0 : rate(chance, 0.1, false),
                rate(chance, 0.1, false),
                rate(chance, 0.3, clear),
                chance.of(0.5),
                chance.of(0.1),
                chance.of(0.02));
    }

    /** Off, rare, or as often as that. */
    private static double rate(Chance chance, double most, boolean surely) {
        return surely || chance.of(0.2) ? most : chance.of(0.3) ? most / 5 : 0;
    }

    /** Every call is answered, and nobody interferes. */
    boolean isClear() {
        return isBounded()
                && refuse + busy + broken + lost + late + dropped + dead + paused + meanwhile == 0;
    }

    /** What takes effect does so before it is taken to have had none. */
    boolean isBounded() {
        return astray + strays == 0;
    }

    /** Off, rare, or as often as that. */
    private static double rate(Chance chance, double most) {
        return chance.of(0.6) ? 0 : chance.of(0.5) ? most / 5 : most;
    }
}
